#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay {

// The candidate nearest to `word`, letters' case ignored: one that is "<anything>/<word>", else by
// edit distance when it is near enough to be a slip (distance <= 1 + length / 4, an exchange of
// neighbours counting 1), else one that `word` is a part of. The first of equally near ones.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view word,
                                                      std::span<const std::string> candidates);
// " (did you mean 'x'?)", or "" when nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       std::span<const std::string> candidates);

}  // namespace assay
