#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <limits>

#include "assay/uncertainty.h"
#include "base/parallel.h"
#include "decision/random_stream.h"

namespace assay {
namespace {

constexpr std::size_t kBlock = 64;

// How many replicates are at least as large, and at most as large, as the observed value.
struct Tails {
  double replicates = 0;
  double at_least = 0;
  double at_most = 0;
  bool is_exact = false;

  // The observed arrangement is one of those possible: a p-value is never 0 (Phipson & Smyth).
  [[nodiscard]] double greater() const { return share(at_least); }
  [[nodiscard]] double two_sided() const {
    return std::min(1.0, 2 * std::min(share(at_least), share(at_most)));
  }

 private:
  [[nodiscard]] double share(double count) const {
    const double added = is_exact ? 0 : 1;
    return (count + added) / (replicates + added);
  }
};

// Sums that differ by rounding alone are equal, as in scipy.stats.permutation_test. Right or wrong
// answers often give equal sums, and rounding grows with what is summed (`scale`), not with the sum.
double tolerance(double observed, double scale) {
  return 100 * std::numeric_limits<double>::epsilon() * std::abs(observed) + 1e-13 * scale;
}

double sum_of_sizes(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += std::abs(value);
  return sum;
}

// All 2^n sums of signed values, from one to the next by turning one sign (Gray code).
Tails enumerate(const std::vector<double>& values, double observed) {
  const double gamma = tolerance(observed, sum_of_sizes(values));
  std::vector<double> signs(values.size(), 1);
  Tails tails{.is_exact = true};
  const std::uint64_t all = std::uint64_t{1} << values.size();
  for (std::uint64_t i = 0; i < all; ++i) {
    if (i > 0) {
      std::size_t turned = 0;
      while (((i >> turned) & 1U) == 0) ++turned;
      signs[turned] = -signs[turned];
    }
    // Summed anew each time: a running sum would drift past the tolerance.
    double sum = 0;
    for (std::size_t j = 0; j < values.size(); ++j) sum += signs[j] * values[j];
    ++tails.replicates;
    if (sum >= observed - gamma) ++tails.at_least;
    if (sum <= observed + gamma) ++tails.at_most;
  }
  return tails;
}

double signed_sum(const std::vector<double>& values, RandomStream& random) {
  double kept = 0;
  double turned = 0;
  std::size_t i = 0;
  while (i < values.size()) {
    std::uint64_t bits = random.next();
    const std::size_t end = std::min(i + 64, values.size());
    for (; i < end; ++i, bits >>= 1U) {
      const auto bit = static_cast<double>(bits & 1U);
      turned += bit * values[i];
      kept += (1 - bit) * values[i];
    }
  }
  return kept - turned;
}

// `replicate(random)`: the statistic in one random arrangement; NaN = undefined, not counted.
template <typename Replicate>
Tails sample(double observed, double scale, const ResampleOptions& options,
             const Replicate& replicate) {
  const double gamma = tolerance(observed, scale);
  std::atomic<std::size_t> defined{0};
  std::atomic<std::size_t> at_least{0};
  std::atomic<std::size_t> at_most{0};
  const std::size_t blocks = (options.resamples + kBlock - 1) / kBlock;
  parallel_for(blocks, options.threads, [&](std::size_t block, unsigned) {
    const std::size_t end = std::min((block + 1) * kBlock, options.resamples);
    for (std::size_t b = block * kBlock; b < end; ++b) {
      RandomStream random(options.seed, b);
      const double value = replicate(random);
      if (std::isnan(value)) continue;
      ++defined;
      if (value >= observed - gamma) ++at_least;
      if (value <= observed + gamma) ++at_most;
    }
  });
  return {.replicates = static_cast<double>(defined.load()),
          .at_least = static_cast<double>(at_least.load()),
          .at_most = static_cast<double>(at_most.load())};
}

std::vector<double> without_zeros(std::span<const double> differences) {
  std::vector<double> values;
  std::ranges::copy_if(differences, std::back_inserter(values), [](double d) { return d != 0; });
  return values;
}

// A row without a difference is the same either way and changes no sum.
Tails flip_signs(std::span<const double> differences, const ResampleOptions& options) {
  const std::vector<double> values = without_zeros(differences);
  double observed = 0;
  for (const double value : values) observed += value;
  if (values.size() < 63 && (std::uint64_t{1} << values.size()) <= options.resamples) {
    return enumerate(values, observed);
  }
  return sample(observed, sum_of_sizes(values), options,
                [&](RandomStream& random) { return signed_sum(values, random); });
}

// Differences of the rows of `stratum`, so that their sum is what it adds to the whole difference;
// nothing when it is no plain mean.
std::optional<std::vector<double>> differences_of(const Stratum& stratum, std::size_t a,
                                                  std::size_t b) {
  const auto* first = stratum.statistic->summands(a);
  const auto* second = stratum.statistic->summands(b);
  if (first == nullptr || second == nullptr) return std::nullopt;
  const double scale = stratum.weight / static_cast<double>(first->size());
  std::vector<double> differences(first->size());
  for (std::size_t i = 0; i < differences.size(); ++i) {
    differences[i] = ((*first)[i] - (*second)[i]) * scale;
  }
  return differences;
}

double exchanged_at_random(const Stratum& stratum, std::size_t a, std::size_t b,
                           RandomStream& random, std::vector<std::uint8_t>& exchange) {
  exchange.resize(stratum.statistic->rows());
  for (std::size_t i = 0; i < exchange.size();) {
    std::uint64_t bits = random.next();
    const std::size_t end = std::min(i + 64, exchange.size());
    for (; i < end; ++i, bits >>= 1U) exchange[i] = bits & 1U;
  }
  const auto difference = stratum.statistic->exchanged_difference(a, b, exchange);
  return stratum.weight * difference.value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

double sign_flip_p_value(std::span<const double> differences, const ResampleOptions& options) {
  return flip_signs(differences, options).two_sided();
}

double sign_flip_p_value_greater(std::span<const double> differences,
                                 const ResampleOptions& options) {
  return flip_signs(differences, options).greater();
}

double randomisation_p_value(std::span<const Stratum> strata, std::size_t a, std::size_t b,
                             const ResampleOptions& options) {
  std::vector<double> differences;  // of all strata that are means
  std::vector<const Stratum*> others;
  for (const Stratum& stratum : strata) {
    if (auto more = differences_of(stratum, a, b)) {
      differences.insert(differences.end(), more->begin(), more->end());
    } else {
      others.push_back(&stratum);
    }
  }
  if (others.empty()) return sign_flip_p_value(differences, options);

  const std::vector<double> values = without_zeros(differences);
  double observed = 0;
  for (const double value : values) observed += value;
  for (const Stratum* stratum : others) {
    const std::vector<std::uint8_t> none(stratum->statistic->rows(), 0);
    const auto difference = stratum->statistic->exchanged_difference(a, b, none);
    if (!difference) return 1;
    observed += stratum->weight * *difference;
  }
  return sample(observed, /*scale=*/1, options,
                [&](RandomStream& random) {
                  double sum = signed_sum(values, random);
                  std::vector<std::uint8_t> exchange;
                  for (const Stratum* stratum : others) {
                    sum += exchanged_at_random(*stratum, a, b, random, exchange);
                  }
                  return sum;
                })
      .two_sided();
}

}  // namespace assay
