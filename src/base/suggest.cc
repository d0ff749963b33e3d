#include "base/suggest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace assay {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// Insertions, deletions, substitutions and exchanges of neighbours ("rnu" for "run") cost 1 each:
// the optimal string alignment distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view word,
                                        std::span<const std::string> candidates) {
  const std::string wanted = lower(word);
  // A name without its organisation is the commonest slip.
  for (const std::string& candidate : candidates) {
    if (!wanted.empty() && lower(candidate).ends_with("/" + wanted)) return candidate;
  }
  std::optional<std::string> best;
  std::size_t best_distance = 1 + word.size() / 4;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    if (distance < best_distance + (best ? 0U : 1U)) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best && wanted.size() >= 3) {
    for (const std::string& candidate : candidates) {
      if (lower(candidate).find(wanted) != std::string::npos) return candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const auto name = nearest_name(word, candidates);
  return name ? " (did you mean '" + *name + "'?)" : std::string();
}

}  // namespace assay
