#include "assay/metric/bitext.h"

#include <cassert>
#include <map>
#include <vector>

#include "math/numpy_sum.h"

namespace assay {
namespace {

struct Counts {
  std::uint32_t gold = 0;
  std::uint32_t found = 0;
  std::uint32_t right = 0;
};

double ratio_or_zero(double a, double b) { return b == 0 ? 0 : a / b; }

}  // namespace

MatchScores score_matches(std::span<const std::uint32_t> gold,
                          std::span<const std::uint32_t> found) {
  assert(gold.size() == found.size() && !gold.empty());
  std::map<std::uint32_t, Counts> classes;
  std::size_t right = 0;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    ++classes[gold[i]].gold;
    ++classes[found[i]].found;
    if (gold[i] != found[i]) continue;
    ++classes[gold[i]].right;
    ++right;
  }
  // By class, those that are only found too with their weight of 0: the order of numpy's sum.
  std::vector<double> precision;
  std::vector<double> recall;
  std::vector<double> f1;
  for (const auto& [sentence, counts] : classes) {
    const double weight = counts.gold;
    precision.push_back(weight * ratio_or_zero(counts.right, counts.found));
    recall.push_back(weight * ratio_or_zero(counts.right, counts.gold));
    f1.push_back(weight * ratio_or_zero(2.0 * counts.right, counts.gold + counts.found));
  }
  const double queries = static_cast<double>(gold.size());
  return {.precision = numpy_sum(precision) / queries,
          .recall = numpy_sum(recall) / queries,
          .f1 = numpy_sum(f1) / queries,
          .accuracy = static_cast<double>(right) / queries};
}

}  // namespace assay
