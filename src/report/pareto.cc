#include "report/pareto.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace assay {

std::vector<std::size_t> pareto_front(std::span<const TradeOff> models, Directions better) {
  struct Costs {
    double x;
    double y;
    std::size_t model;
  };
  std::vector<Costs> all;
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (!models[i].x || !models[i].y) continue;
    all.push_back({better.lower_x ? *models[i].x : -*models[i].x,
                   better.lower_y ? *models[i].y : -*models[i].y, i});
  }
  std::ranges::stable_sort(all, {},
                           [](const Costs& costs) { return std::tuple(costs.x, costs.y); });
  std::vector<std::size_t> front;
  double best = std::numeric_limits<double>::infinity();
  const Costs* last = nullptr;
  for (const Costs& costs : all) {
    const bool equals_last = last != nullptr && costs.x == last->x && costs.y == last->y;
    if (costs.y >= best && !equals_last) continue;
    best = costs.y;
    last = &costs;
    front.push_back(costs.model);
  }
  return front;
}

const char* to_string(ModelGroup group) {
  switch (group) {
    case ModelGroup::kTopOfClass:
      return "top of class";
    case ModelGroup::kSweetSpot:
      return "sweet spot";
    case ModelGroup::kCompact:
      return "compact";
    case ModelGroup::kNone:
      break;
  }
  return "";
}

std::vector<ModelGroup> group_models(std::span<const TradeOff> models,
                                     std::span<const std::size_t> front, Directions better) {
  std::vector<ModelGroup> groups(models.size(), ModelGroup::kNone);
  if (front.empty()) return groups;
  double best = *models[front[0]].y;
  for (const std::size_t i : front) {
    best = better.lower_y ? std::min(best, *models[i].y) : std::max(best, *models[i].y);
  }
  for (const std::size_t i : front) {
    const double value = *models[i].y;
    double share = 1;
    if (value != best && better.lower_y) share = best / value;
    if (value != best && !better.lower_y) share = best > 0 ? value / best : 0;
    groups[i] = share >= kTopShare     ? ModelGroup::kTopOfClass
                : share >= kSweetShare ? ModelGroup::kSweetSpot
                                       : ModelGroup::kCompact;
  }
  return groups;
}

}  // namespace assay
