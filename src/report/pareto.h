#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace assay {

// What a model is on two measures; nullopt = not known.
struct TradeOff {
  std::optional<double> x;
  std::optional<double> y;
};
// Which way is better.
struct Directions {
  bool lower_x = true;
  bool lower_y = false;
};

// Those that no other one beats or equals on both measures while beating it on one, from the best x
// to the best y. Models without one of the values are left out. page/groups.js has the same.
[[nodiscard]] std::vector<std::size_t> pareto_front(std::span<const TradeOff> models,
                                                    Directions better);

// Groups of the Pareto-optimal models by the share of the best y that they reach.
inline constexpr double kTopShare = 0.99;
inline constexpr double kSweetShare = 0.95;
enum class ModelGroup { kNone, kTopOfClass, kSweetSpot, kCompact };
[[nodiscard]] const char* to_string(ModelGroup group);
// By model; those off the front are in none.
[[nodiscard]] std::vector<ModelGroup> group_models(std::span<const TradeOff> models,
                                                   std::span<const std::size_t> front,
                                                   Directions better);

}  // namespace assay
