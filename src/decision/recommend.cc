#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "assay/decision.h"

namespace assay {
namespace {

using Places = std::vector<std::size_t>;

std::string print_share(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", value);
  return text.data();
}

double quality_of(const Candidate& candidate) { return *value_of(candidate, Criterion::kQuality); }

std::string score_of(const Candidate& candidate) {
  std::string text = print_value(Criterion::kQuality, value_of(candidate, Criterion::kQuality));
  if (candidate.interval) {
    text += " (" + print_value(Criterion::kQuality, candidate.interval->low) + " to " +
            print_value(Criterion::kQuality, candidate.interval->high) + ")";
  }
  return text;
}

// "p95 latency 35 ms".
std::string name_value(const Candidate& candidate, Criterion criterion) {
  return std::string(info_of(criterion).words) + " " +
         print_value(criterion, value_of(candidate, criterion));
}

std::string why_excluded(const Constraint& constraint, const Candidate& candidate) {
  const auto fits = holds(constraint, candidate);
  if (fits && *fits) return "";
  if (constraint.criterion) {
    const std::string words(info_of(*constraint.criterion).words);
    if (!fits) return "its " + words + " is not known (asked for: " + constraint.text + ")";
    return name_value(candidate, *constraint.criterion) + " (asked for: " + constraint.text + ")";
  }
  if (!fits) return "it has no " + constraint.metric + " (asked for: " + constraint.text + ")";
  return constraint.metric + " " +
         print_value(Criterion::kQuality, candidate.metrics.at(constraint.metric)) +
         " (asked for: " + constraint.text + ")";
}

class Choice {
 public:
  Choice(std::span<const Candidate> candidates, const QualityComparison& quality,
         const std::map<Criterion, double>& weights, std::vector<Criterion> criteria)
      : candidates_(candidates),
        quality_(quality),
        weights_(weights),
        criteria_(std::move(criteria)) {}

  // The best of `fits`, which are sorted by quality. REQUIRES: there is one.
  [[nodiscard]] std::size_t pick(const Places& fits) const {
    return weights_.empty() ? pick_by_cost(fits) : pick_by_weight(fits);
  }

  [[nodiscard]] std::string why_picked(std::size_t pick, const Places& fits) const {
    const Candidate& chosen = candidates_[pick];
    if (!weights_.empty()) {
      return chosen.model + " has the largest weighted sum of the " + models(fits.size()) + ": " +
             print_share(weighted_sum(pick, fits)) + " (" + terms(pick, fits) + ").";
    }
    const Candidate& best = candidates_[fits.front()];
    if (pick == fits.front()) {
      std::string text = chosen.model + " has the highest score of the " + models(fits.size()) +
                         ": " + score_of(chosen) + ".";
      if (const auto rivals = not_shown_worse(fits); rivals.size() > 1 && criteria_.size() > 1) {
        text += " Of those that cannot be told apart from it (" +
                std::to_string(rivals.size() - 1) + ") none has a better " +
                std::string(info_of(criteria_[1]).words) + ".";
      }
      return text;
    }
    const std::string words(info_of(criteria_[1]).words);
    return best.model + " scores highest of the " + models(fits.size()) + ", " + score_of(best) +
           ", but is not shown to be better than " + chosen.model + " with " + score_of(chosen) +
           ", whose " + words +
           " is better: " + print_value(criteria_[1], value_of(chosen, criteria_[1])) +
           " against " + print_value(criteria_[1], value_of(best, criteria_[1])) + ".";
  }

  // How the runner-up differs from the pick.
  [[nodiscard]] std::string why_second(std::size_t pick, std::size_t second,
                                       const Places& fits) const {
    const Candidate& other = candidates_[second];
    std::string text = "Runner-up: " + other.model + " with " + score_of(other);
    if (!weights_.empty()) {
      text += ", weighted sum " + print_share(weighted_sum(second, fits)) + " (" +
              terms(second, fits) + ")";
    }
    std::string differences;
    for (const Criterion criterion : criteria_) {
      if (criterion == Criterion::kQuality) continue;
      const auto mine = value_of(candidates_[pick], criterion);
      const auto theirs = value_of(other, criterion);
      if (!mine || !theirs || *mine == *theirs) continue;
      differences += (differences.empty() ? "" : ", ") + name_value(other, criterion) +
                     " against " + print_value(criterion, mine);
    }
    if (!differences.empty()) text += "; " + differences;
    return text + ".";
  }

 private:
  static std::string models(std::size_t count) {
    return count == 1 ? "only model that fits" : std::to_string(count) + " models that fit";
  }

  [[nodiscard]] const PairVerdict* verdict(std::size_t a, std::size_t b) const {
    const auto found = std::ranges::find_if(quality_.pairs, [&](const PairVerdict& pair) {
      return pair.first == std::min(a, b) && pair.second == std::max(a, b);
    });
    return found == quality_.pairs.end() ? nullptr : &*found;
  }

  // The best by score, and those that it cannot be told apart from.
  [[nodiscard]] Places not_shown_worse(const Places& fits) const {
    Places places{fits.front()};
    for (std::size_t i = 1; i < fits.size(); ++i) {
      const PairVerdict* pair = verdict(fits.front(), fits[i]);
      if (pair != nullptr && pair->outcome == PairVerdict::Outcome::kCannotTell) {
        places.push_back(fits[i]);
      }
    }
    return places;
  }

  [[nodiscard]] std::size_t pick_by_cost(const Places& fits) const {
    if (criteria_.size() < 2) return fits.front();
    const Criterion criterion = criteria_[1];
    std::size_t best = fits.front();
    for (const std::size_t place : not_shown_worse(fits)) {
      const double mine = *value_of(candidates_[place], criterion);
      const double present = *value_of(candidates_[best], criterion);
      const bool is_better = info_of(criterion).higher_is_better ? mine > present : mine < present;
      if (is_better) best = place;
    }
    return best;
  }

  [[nodiscard]] std::size_t pick_by_weight(const Places& fits) const {
    return *std::ranges::max_element(fits, {},
                                     [&](std::size_t place) { return weighted_sum(place, fits); });
  }

  // 1 for the best of those that fit, 0 for the worst; scores by difference, all else by ratio.
  [[nodiscard]] double scaled(std::size_t place, Criterion criterion, const Places& fits) const {
    const auto measure = [&](std::size_t i) {
      const double value = *value_of(candidates_[i], criterion);
      if (criterion == Criterion::kQuality) return value;
      return std::log(std::max(value, 1e-12));
    };
    double least = measure(fits.front());
    double most = least;
    for (const std::size_t i : fits) {
      least = std::min(least, measure(i));
      most = std::max(most, measure(i));
    }
    if (least == most) return 1;
    const double share = (measure(place) - least) / (most - least);
    return info_of(criterion).higher_is_better ? share : 1 - share;
  }

  [[nodiscard]] double weighted_sum(std::size_t place, const Places& fits) const {
    double sum = 0;
    double all = 0;
    for (const auto& [criterion, weight] : weights_) {
      sum += weight * scaled(place, criterion, fits);
      all += weight;
    }
    return all > 0 ? sum / all : 0;
  }

  // "score 1.00 x 2, p95 latency 0.40 x 1".
  [[nodiscard]] std::string terms(std::size_t place, const Places& fits) const {
    std::string text;
    for (const auto& [criterion, weight] : weights_) {
      text += (text.empty() ? "" : ", ") + std::string(info_of(criterion).words) + " " +
              print_share(scaled(place, criterion, fits)) + " x " + print_share(weight);
    }
    return text;
  }

  std::span<const Candidate> candidates_;
  const QualityComparison& quality_;
  const std::map<Criterion, double>& weights_;
  std::vector<Criterion> criteria_;
};

std::string why_unfit(const Candidate& candidate, std::span<const Constraint> constraints,
                      const std::map<Criterion, double>& weights) {
  if (!value_of(candidate, Criterion::kQuality)) return "it has not a score on every task";
  for (const Constraint& constraint : constraints) {
    const std::string reason = why_excluded(constraint, candidate);
    if (!reason.empty()) return reason;
  }
  for (const auto& [criterion, weight] : weights) {
    if (!value_of(candidate, criterion)) {
      return "its " + std::string(info_of(criterion).words) + " is not known, but has a weight";
    }
  }
  return "";
}

}  // namespace

std::optional<bool> holds(const Constraint& constraint, const Candidate& candidate) {
  std::optional<double> value;
  if (constraint.criterion) {
    value = value_of(candidate, *constraint.criterion);
  } else if (const auto metric = candidate.metrics.find(constraint.metric);
             metric != candidate.metrics.end()) {
    value = metric->second;
  }
  if (!value) return std::nullopt;
  return constraint.is_upper ? *value <= constraint.bound : *value >= constraint.bound;
}

Recommendation recommend(std::span<const Candidate> candidates, const QualityComparison& quality,
                         std::span<const Constraint> constraints,
                         const std::map<Criterion, double>& weights) {
  Recommendation result;
  Places fits;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::string reason = why_unfit(candidates[i], constraints, weights);
    if (reason.empty()) {
      fits.push_back(i);
    } else {
      result.excluded.push_back({.candidate = i, .reason = reason});
    }
  }
  if (fits.empty()) {
    result.reasons.emplace_back("No model fits.");
    return result;
  }
  std::ranges::stable_sort(fits, std::greater<>{},
                           [&](std::size_t i) { return quality_of(candidates[i]); });

  std::vector<Candidate> fitting;
  for (const std::size_t i : fits) fitting.push_back(candidates[i]);
  result.criteria = default_criteria(fitting);
  for (const auto& [criterion, weight] : weights) {
    if (std::ranges::find(result.criteria, criterion) == result.criteria.end()) {
      result.criteria.push_back(criterion);
    }
  }
  mark_pareto(fitting, result.criteria);
  for (std::size_t i = 0; i < fits.size(); ++i) {
    if (fitting[i].is_pareto) result.frontier.push_back(fits[i]);
  }

  const Choice choice(candidates, quality, weights, result.criteria);
  result.pick = choice.pick(fits);
  result.reasons.push_back(choice.why_picked(*result.pick, fits));
  Places others = fits;
  std::erase(others, *result.pick);
  if (!others.empty()) {
    result.runner_up = choice.pick(others);
    result.reasons.push_back(choice.why_second(*result.pick, *result.runner_up, fits));
    for (const PairVerdict& pair : quality.pairs) {
      if (std::minmax(*result.pick, *result.runner_up) == std::minmax(pair.first, pair.second)) {
        result.reasons.push_back(describe(pair, quality));
      }
    }
  }
  if (result.criteria.size() == 1) {
    result.reasons.emplace_back(
        "Nothing but the score is known of all models that fit, so that nothing else was weighed.");
  }
  return result;
}

}  // namespace assay
