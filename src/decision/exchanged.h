#pragma once

#include <cstddef>
#include <optional>

namespace assay {

// side(a, b) - side(b, a), with side(own, other) the score of `own` whose exchanged rows are those of
// `other`; nullopt when one is undefined.
template <typename Side>
[[nodiscard]] std::optional<double> difference_of_sides(std::size_t a, std::size_t b,
                                                        const Side& side) {
  const std::optional<double> first = side(a, b);
  const std::optional<double> second = side(b, a);
  if (!first || !second) return std::nullopt;
  return *first - *second;
}

}  // namespace assay
