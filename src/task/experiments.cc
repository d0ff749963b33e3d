#include "task/experiments.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

#include "assay/error.h"
#include "assay/progress.h"
#include "base/parallel.h"
#include "math/numpy_sum.h"

namespace assay {

TrainingRows::TrainingRows(const std::vector<std::vector<std::size_t>>& of_experiments) {
  for (const auto& experiment : of_experiments)
    rows.insert(rows.end(), experiment.begin(), experiment.end());
  std::ranges::sort(rows);
  rows.erase(std::ranges::unique(rows).begin(), rows.end());
  for (const auto& experiment : of_experiments) {
    auto& own = places.emplace_back();
    for (const std::size_t row : experiment) {
      own.push_back(static_cast<std::size_t>(std::ranges::lower_bound(rows, row) - rows.begin()));
    }
  }
}

SampleVectors encode_samples(RowEvaluation& evaluation, const RowTable& train,
                             const RowTable& evaluated, const std::string& text_column,
                             const TrainingRows& training) {
  SampleVectors vectors;
  vectors.train = evaluation.encode(take(train.strings(text_column), training.rows), Role::kNone,
                                    "Encoding training samples");
  vectors.evaluated =
      evaluation.encode(evaluated.strings(text_column), Role::kNone, "Encoding test samples");
  return vectors;
}

Json row_numbers(std::size_t count) {
  std::vector<std::size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  return numbers;
}

void run_experiments(std::size_t count, const TaskInfo& info, const EvaluateOptions& options,
                     const std::function<void(std::size_t, unsigned)>& body) {
  Progress& progress = options.progress == nullptr ? no_progress() : *options.progress;
  progress.begin("Training", count, "experiments");
  const unsigned threads = resolve_threads(options.threads);
  const unsigned inner =
      std::max(1U, threads / static_cast<unsigned>(std::max<std::size_t>(count, 1)));
  parallel_for(count, threads, [&](std::size_t experiment, unsigned) {
    if (options.stop.stop_requested())
      throw Error(ErrorKind::kInterrupted, info.name + ": interrupted");
    body(experiment, inner);
    progress.advance(1);
  });
}

Json combine_experiments(std::vector<Json> experiments) {
  assert(!experiments.empty());
  Json scores = Json::object();
  scores["scores_per_experiment"] = Json::array();
  for (const auto& [key, unused] : experiments.front().items()) {
    std::vector<double> values;
    for (const Json& experiment : experiments) {
      if (experiment.at(key).is_number()) values.push_back(experiment.at(key).get<double>());
    }
    scores[key] = values.size() == experiments.size() ? Json(numpy_mean(values)) : Json(nullptr);
  }
  for (Json& experiment : experiments)
    scores["scores_per_experiment"].push_back(std::move(experiment));
  return scores;
}

std::size_t positive_setting(const TaskInfo& info, const char* name) {
  const auto value = info.settings.find(name);
  if (value == info.settings.end() || !value->is_number_integer() || value->get<long long>() <= 0) {
    throw Error(ErrorKind::kBadData,
                info.name + ": the setting '" + name + "' has to be a positive number");
  }
  return value->get<std::size_t>();
}

}  // namespace assay
