#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

#include "assay/catalogue.h"
#include "assay/decision.h"
#include "assay/model_label.h"
#include "assay/run.h"
#include "decision/measured_costs.h"

namespace assay {
namespace {

constexpr double kVectors = 1e6;
constexpr double kTokens = 1e6;
constexpr double kBytesPerValue = 4;  // float32

std::optional<double> positive_number(const Json& object, const char* key) {
  if (!object.is_object()) return std::nullopt;
  Json value = object.value(key, Json());
  // The dimensions of a Matryoshka model: the largest is what comes out unasked.
  if (value.is_array() && !value.empty()) value = *std::ranges::max_element(value);
  if (!value.is_number() || value.get<double>() <= 0) return std::nullopt;
  return value.get<double>();
}

// Facts by where they come from: the first one told stays.
class Facts {
 public:
  explicit Facts(Candidate& candidate) : candidate_(candidate) {}
  void add(Criterion criterion, std::optional<double> value) {
    if (value) candidate_.values.emplace(criterion, *value);
  }

 private:
  Candidate& candidate_;
};

// What the record of a result says of the model.
void add_run(const Json& run, Facts& facts) {
  if (!run.is_object()) return;
  const Json model = run.value("model", Json::object());
  facts.add(Criterion::kWeights, positive_number(model, "weights_bytes"));
  facts.add(Criterion::kDimension, positive_number(model, "embed_dim"));
}

void add_known_model(const std::string& name, Facts& facts) {
  const auto known = find_known_model(without_precision(name));
  if (!known) return;
  facts.add(Criterion::kParameters, positive_number(*known, "n_parameters"));
  facts.add(Criterion::kDimension, positive_number(*known, "embed_dim"));
  if (const auto megabytes = positive_number(*known, "memory_usage_mb")) {
    facts.add(Criterion::kWeights, *megabytes * 1024 * 1024);
  }
}

// What the records of a model's results say together.
struct Recorded {
  Json run;            // the last one of the first record
  double dollars = 0;  // that a service asked for
  double tokens = 0;   // that it counted for them
};

void add_service(const Json& evaluation, Recorded& recorded) {
  const Json encoding = evaluation.is_object() ? evaluation.value("encoding", Json()) : Json();
  const Json service = encoding.is_object() ? encoding.value("service", Json()) : Json();
  const auto dollars = positive_number(service, "dollars");
  const auto tokens = positive_number(service, "billed_tokens");
  if (!dollars || !tokens) return;
  recorded.dollars += *dollars;
  recorded.tokens += *tokens;
}

Recorded read_records(std::span<const StoredResult* const> results) {
  Recorded recorded;
  for (const StoredResult* result : results) {
    const Json record = read_run_record(result->path);
    if (!record.is_object()) continue;
    const Json runs = record.value("runs", Json::array());
    if (recorded.run.is_null() && runs.is_array() && !runs.empty()) recorded.run = runs.back();
    for (const Json& evaluation : record.value("evaluations", Json::array())) {
      add_service(evaluation, recorded);
    }
  }
  return recorded;
}

std::string precision_of(const Json& run) {
  if (!run.is_object()) return "";
  const Json model = run.value("model", Json::object());
  const Json settings = model.is_object() ? model.value("settings", Json()) : Json();
  const Json precision = settings.is_object() ? settings.value("precision", Json()) : Json();
  return precision.is_string() ? precision.get<std::string>() : "";
}

void add_facts(std::span<const StoredResult* const> results, Candidate& candidate) {
  Facts facts(candidate);
  const Recorded recorded = read_records(results);
  const Json& run = recorded.run;
  std::vector<std::filesystem::path> folders;
  for (const StoredResult* result : results) {
    if (std::ranges::find(folders, result->path.parent_path()) == folders.end()) {
      folders.push_back(result->path.parent_path());
    }
  }
  for (const auto& folder : folders) {
    for (const auto& [criterion, value] : read_measured_costs(folder, precision_of(run))) {
      facts.add(criterion, value);
    }
  }
  if (recorded.tokens > 0) {
    facts.add(Criterion::kCost, recorded.dollars / recorded.tokens * kTokens);
  }
  add_run(run, facts);
  add_known_model(candidate.model, facts);
  if (const auto dimension = value_of(candidate, Criterion::kDimension)) {
    facts.add(Criterion::kStorage, *dimension * kBytesPerValue * kVectors);
  }
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

using Pairs = std::set<std::tuple<std::string, std::string, std::string>>;  // task, split, subset

// Means over the tasks of every metric that they have, the (split, subset) pairs of a task weighing
// the same.
void add_metrics(std::span<const StoredResult* const> results, const Pairs& pairs,
                 Candidate& candidate) {
  std::map<std::string, std::vector<double>> by_task;
  for (const StoredResult* result : results) {
    std::map<std::string, std::vector<double>> by_pair;
    for (const auto& [split, subsets] : result->result.scores) {
      for (const SubsetScores& subset : subsets) {
        if (!pairs.contains({result->result.task_name, split, subset.subset})) continue;
        for (const auto& [metric, value] : subset.scores.items()) {
          if (value.is_number()) by_pair[metric].push_back(value.get<double>());
        }
      }
    }
    for (const auto& [metric, values] : by_pair) by_task[metric].push_back(mean_of(values));
  }
  for (const auto& [metric, values] : by_task) candidate.metrics[metric] = mean_of(values);
}

}  // namespace

std::vector<Candidate> make_candidates(const QualityComparison& quality,
                                       std::span<const StoredResult> results,
                                       std::span<const BenchmarkTask> tasks) {
  Pairs pairs;
  for (const ScoreEntry& entry : select_scores(results, tasks)) {
    pairs.emplace(entry.task, entry.split, entry.subset);
  }
  std::map<std::string, std::vector<const StoredResult*>> by_model;
  for (const StoredResult& result : results) by_model[result.model].push_back(&result);
  std::vector<Candidate> candidates;
  for (const ModelQuality& model : quality.models) {
    Candidate& candidate = candidates.emplace_back();
    candidate.model = model.model;
    candidate.interval = model.interval;
    candidate.group = model.group;
    if (model.score) candidate.values[Criterion::kQuality] = *model.score;
    add_facts(by_model[model.model], candidate);
    add_metrics(by_model[model.model], pairs, candidate);
  }
  const auto criteria = default_criteria(candidates);
  mark_pareto(candidates, criteria);
  return candidates;
}

}  // namespace assay
