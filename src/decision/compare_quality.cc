#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "assay/decision.h"
#include "decision/evidence.h"

namespace assay {
namespace {

using Outcome = PairVerdict::Outcome;
using Unit = DecisionOptions::Unit;

// Tests of pairs of models, over rows where both have them, else over tasks.
class PairTests {
 public:
  PairTests(const Evidence& evidence, const RowEvidence& rows, const BootstrapScores* bootstrap,
            const DecisionOptions& options)
      : evidence_(evidence), rows_(rows), bootstrap_(bootstrap), options_(options) {}

  // Everything but p_holm and the outcome, which depend on the other pairs.
  [[nodiscard]] PairVerdict test(std::size_t first, std::size_t second, bool with_interval) const {
    PairVerdict pair;
    pair.first = first;
    pair.second = second;
    const bool both_have_rows = rows_.places[first] && rows_.places[second];
    if (options_.unit != Unit::kTasks && both_have_rows) {
      test_rows(pair);
    } else if (options_.unit == Unit::kRows) {
      pair.reason = "no scores of single rows";
    } else {
      test_tasks(pair, with_interval);
    }
    return pair;
  }

 private:
  void test_rows(PairVerdict& pair) const {
    const std::size_t a = *rows_.places[pair.first];
    const std::size_t b = *rows_.places[pair.second];
    pair.unit = "rows";
    pair.units = rows_.rows;
    const Estimate difference = bootstrap_->difference(a, b, options_.level);
    pair.interval = difference.interval;
    pair.p_bootstrap = bootstrap_->paired_p_value(a, b);
    pair.p_value = randomisation_p_value(rows_.strata, a, b, options_.resampling);
    finish(pair, difference);
  }

  void test_tasks(PairVerdict& pair, bool with_interval) const {
    Columns scores(2);
    for (std::size_t t = 0; t < evidence_.tasks.size(); ++t) {
      if (!options_.any_revision && !is_same_data(evidence_, pair.first, pair.second, t)) continue;
      scores[0].push_back(*evidence_.models[pair.first].tasks[t].score);
      scores[1].push_back(*evidence_.models[pair.second].tasks[t].score);
    }
    const std::size_t tasks = scores[0].size();
    if (tasks < kFewestTasks) {
      pair.reason = "no scores of single rows, and " + std::to_string(tasks) +
                    (tasks == 1 ? " task is" : " tasks are") + " too few to test over tasks (" +
                    std::to_string(kFewestTasks) + " are needed)";
      return;
    }
    pair.unit = "tasks";
    pair.units = tasks;
    const std::vector<Stratum> strata{{.statistic = make_mean_statistic(std::move(scores))}};
    ResampleOptions resampling = options_.resampling;
    if (!with_interval) resampling.resamples = 1;
    const BootstrapScores bootstrap(strata, 2, resampling);
    const Estimate difference = bootstrap.difference(0, 1, options_.level);
    if (with_interval) {
      pair.interval = difference.interval;
      pair.p_bootstrap = bootstrap.paired_p_value(0, 1);
    }
    pair.p_value = randomisation_p_value(strata, 0, 1, options_.resampling);
    finish(pair, difference);
  }

  void finish(PairVerdict& pair, const Estimate& difference) const {
    const double alpha = 1 - options_.level;
    pair.outcome = Outcome::kCannotTell;
    pair.difference = difference.value.value_or(0);
    pair.minimum_detectable =
        minimum_detectable_difference(difference.standard_error, alpha, options_.power);
    pair.more_units = more_rows_to_decide(pair.difference, difference.standard_error, pair.units,
                                          alpha, options_.power);
  }

  const Evidence& evidence_;
  const RowEvidence& rows_;
  const BootstrapScores* bootstrap_;  // nullptr without rows
  const DecisionOptions& options_;
};

// Holm over the pairs in [begin, end) that were tested, and what follows from it.
void decide(std::span<PairVerdict> pairs, double alpha) {
  std::vector<double> p_values;
  for (const PairVerdict& pair : pairs) {
    if (pair.outcome != Outcome::kNotTested) p_values.push_back(pair.p_value);
  }
  const std::vector<double> adjusted = holm_adjust(p_values);
  auto next = adjusted.begin();
  for (PairVerdict& pair : pairs) {
    if (pair.outcome == Outcome::kNotTested) continue;
    pair.p_holm = *next++;
    if (pair.p_holm <= alpha && pair.difference > 0) pair.outcome = Outcome::kBetter;
  }
}

// `pair_of(i, j)`, i < j: the verdict on two models. A group is its best model and those that it is
// not shown to be better than; a model that could not be compared with it is in none.
template <typename PairOf>
void group_models(std::vector<ModelQuality>& models, std::size_t scored, const PairOf& pair_of) {
  std::vector<std::size_t> left(scored);
  for (std::size_t i = 0; i < scored; ++i) left[i] = i;
  for (std::size_t group = 1; !left.empty(); ++group) {
    const std::size_t leader = left.front();
    std::vector<std::size_t> later;
    bool is_compared = left.size() == 1;
    for (std::size_t i = 1; i < left.size(); ++i) {
      const PairVerdict& pair = pair_of(leader, left[i]);
      if (pair.outcome == Outcome::kBetter) later.push_back(left[i]);
      if (pair.outcome == Outcome::kCannotTell) models[left[i]].group = group;
      is_compared = is_compared || pair.outcome != Outcome::kNotTested;
    }
    if (is_compared) models[leader].group = group;
    left = std::move(later);
  }
}

void test_all_pairs(QualityComparison& comparison, std::size_t scored, const PairTests& tests) {
  for (std::size_t i = 0; i < scored; ++i) {
    for (std::size_t j = i + 1; j < scored; ++j) {
      comparison.pairs.push_back(tests.test(i, j, /*with_interval=*/true));
    }
  }
  decide(comparison.pairs, 1 - comparison.options.level);
  group_models(comparison.models, scored, [&](std::size_t i, std::size_t j) -> const PairVerdict& {
    return *std::ranges::find_if(comparison.pairs, [&](const PairVerdict& pair) {
      return pair.first == i && pair.second == j;
    });
  });
}

void test_leaders(QualityComparison& comparison, std::size_t scored, const PairTests& tests) {
  // The pairs of a leader with all models that are left are tested when the first is asked for.
  std::size_t leader = scored;
  std::size_t begin = 0;
  std::vector<bool> is_worse(scored, true);
  group_models(comparison.models, scored, [&](std::size_t i, std::size_t j) -> const PairVerdict& {
    if (i != leader) {
      leader = i;
      begin = comparison.pairs.size();
      const std::vector<bool> left = std::exchange(is_worse, std::vector<bool>(scored, false));
      for (std::size_t other = i + 1; other < scored; ++other) {
        if (left[other]) comparison.pairs.push_back(tests.test(i, other, false));
      }
      decide(std::span(comparison.pairs).subspan(begin), 1 - comparison.options.level);
      for (std::size_t p = begin; p < comparison.pairs.size(); ++p) {
        is_worse[comparison.pairs[p].second] = comparison.pairs[p].outcome == Outcome::kBetter;
      }
    }
    return *std::find_if(comparison.pairs.begin() + static_cast<std::ptrdiff_t>(begin),
                         comparison.pairs.end(),
                         [&](const PairVerdict& pair) { return pair.second == j; });
  });
}

void add_notes(QualityComparison& comparison, const std::vector<std::string>& conflicts,
               const RowEvidence& rows) {
  for (const std::string& conflict : conflicts) {
    comparison.notes.push_back(conflict + ": not tested against each other on this task");
  }
  for (const std::string& place : rows.single_rows) {
    comparison.notes.push_back(place + " has one row only: no interval can be given");
  }
  // One line for all models with the same reason.
  std::map<std::string, std::vector<std::string>> models_by_reason;
  for (const ModelQuality& model : comparison.models) {
    if (model.score && !model.interval && !model.why_no_interval.empty()) {
      models_by_reason[model.why_no_interval].push_back(model.model);
    }
  }
  for (const auto& [reason, models] : models_by_reason) {
    std::string text = models.front();
    if (models.size() > 1) text += " and " + std::to_string(models.size() - 1) + " more";
    comparison.notes.push_back("no interval for " + text + ": " + reason);
  }
}

}  // namespace

QualityComparison compare_quality(std::span<const StoredResult> results,
                                  std::span<const BenchmarkTask> tasks,
                                  const DecisionOptions& options) {
  Evidence evidence = gather_evidence(results, tasks);
  const auto conflicts = find_conflicts(evidence, options.any_revision);
  RowEvidence rows;
  rows.places.resize(evidence.models.size());
  if (options.unit != Unit::kTasks) {
    if (conflicts.empty()) {
      rows = gather_rows(evidence);
    } else {
      for (ModelEvidence& model : evidence.models) {
        model.why_no_rows = "results are of different data";
      }
    }
  }
  std::optional<BootstrapScores> bootstrap;
  if (rows.models > 0) bootstrap.emplace(rows.strata, rows.models, options.resampling);

  QualityComparison comparison;
  comparison.options = options;
  std::size_t scored = 0;
  for (std::size_t m = 0; m < evidence.models.size(); ++m) {
    const ModelEvidence& model = evidence.models[m];
    ModelQuality& quality = comparison.models.emplace_back();
    quality.model = model.model;
    quality.score = model.score;
    quality.why_no_interval = model.why_no_rows;
    if (model.score) ++scored;
    if (rows.places[m])
      quality.interval = bootstrap->score(*rows.places[m], options.level).interval;
  }
  const PairTests tests(evidence, rows, bootstrap ? &*bootstrap : nullptr, options);
  if (scored <= kMostModelsInPairs) {
    test_all_pairs(comparison, scored, tests);
  } else {
    test_leaders(comparison, scored, tests);
  }
  add_notes(comparison, conflicts, rows);
  return comparison;
}

}  // namespace assay
