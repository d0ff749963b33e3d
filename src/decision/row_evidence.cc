#include <algorithm>
#include <cmath>
#include <utility>

#include "decision/evidence.h"
#include "decision/score_parts.h"

namespace assay {
namespace {

// Result files have 6 decimals, scores of retrieval are rounded to 5 before.
constexpr double kRounding = 2e-5;

const Json* find_table(const RowScores& rows, const ScorePart& part) {
  const auto split = rows.tables.find(part.split);
  if (split == rows.tables.end() || !split->is_object()) return nullptr;
  const auto table = split->find(part.subset);
  return table == split->end() || !table->is_object() ? nullptr : &*table;
}

std::string place_of(const ScorePart& part) {
  return part.task + " (" + part.split + "/" + part.subset + ")";
}

// What one model has on one task: the parts of its score, and their rows.
struct ModelRows {
  std::size_t model = 0;  // place in Evidence::models
  std::vector<ScorePart> parts;
  std::map<std::filesystem::path, RowScores> files;  // that the parts are in

  [[nodiscard]] const Json* table(std::size_t part) const {
    return find_table(files.at(parts[part].result_file), parts[part]);
  }
};

// Reads them. Returns why the rows cannot stand for the result; "" when they can.
std::string read_rows(const ModelEvidence& model, const TaskEvidence& task, ModelRows& rows) {
  ScorePartsOrReason parts = find_score_parts(task);
  if (!parts.reason.empty()) return parts.reason;
  rows.parts = std::move(parts.parts);
  for (std::size_t p = 0; p < rows.parts.size(); ++p) {
    const ScorePart& part = rows.parts[p];
    const auto [file, is_new] = rows.files.try_emplace(part.result_file);
    if (is_new) file->second = read_row_scores(part.result_file);
    if (!file->second.why_absent.empty()) return file->second.why_absent;
    const Json* table = rows.table(p);
    if (table == nullptr) return "no scores of single rows of " + place_of(part);
    const auto made = make_row_statistic(std::span(&table, 1), std::span(&model.model, 1),
                                         part.metric, place_of(part));
    if (!made.statistic) return made.reason;
    const std::vector<std::uint32_t> once(made.statistic->rows(), 1);
    const auto score = made.statistic->score(0, once);
    if (!score || !part.score || std::abs(*score - *part.score) > kRounding) {
      return "the scores of single rows do not give the result: one of the files has been changed";
    }
  }
  return "";
}

// Some models of a statistic, in another order.
class ChosenModels final : public RowStatistic {
 public:
  ChosenModels(std::shared_ptr<const RowStatistic> inner, std::vector<std::size_t> models)
      : inner_(std::move(inner)), models_(std::move(models)) {}

  [[nodiscard]] std::size_t rows() const override { return inner_->rows(); }
  [[nodiscard]] std::optional<double> score(std::size_t model,
                                            std::span<const std::uint32_t> counts) const override {
    return inner_->score(models_[model], counts);
  }
  [[nodiscard]] std::optional<double> exchanged_difference(
      std::size_t a, std::size_t b, std::span<const std::uint8_t> exchange) const override {
    return inner_->exchanged_difference(models_[a], models_[b], exchange);
  }
  [[nodiscard]] const std::vector<double>* summands(std::size_t model) const override {
    return inner_->summands(models_[model]);
  }
  [[nodiscard]] std::vector<double> influence(std::size_t model) const override {
    return inner_->influence(models_[model]);
  }

 private:
  std::shared_ptr<const RowStatistic> inner_;
  std::vector<std::size_t> models_;
};

// A stratum of the models that had rows when it was made; some have none on a later task.
struct Draft {
  Stratum stratum;
  std::vector<std::size_t> models;  // places in Evidence::models, ascending
};

class RowGathering {
 public:
  explicit RowGathering(Evidence& evidence) : evidence_(evidence) {}

  RowEvidence gather() {
    for (std::size_t t = 0; t < evidence_.tasks.size(); ++t) add_task(t);
    result_.places.resize(evidence_.models.size());
    std::vector<std::size_t> taking_part;
    for (std::size_t m = 0; m < evidence_.models.size(); ++m) {
      if (!takes_part(m)) continue;
      result_.places[m] = taking_part.size();
      taking_part.push_back(m);
    }
    result_.models = taking_part.size();
    if (taking_part.empty()) return {.places = result_.places};
    for (Draft& draft : drafts_) {
      if (draft.models != taking_part) keep_models(draft, taking_part);
      result_.strata.push_back(std::move(draft.stratum));
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool takes_part(std::size_t m) const {
    return evidence_.models[m].score && evidence_.models[m].why_no_rows.empty();
  }

  // The side files of one task at a time: those of a benchmark do not fit into memory together.
  void add_task(std::size_t task) {
    std::vector<ModelRows> of_models;
    for (std::size_t m = 0; m < evidence_.models.size(); ++m) {
      if (!takes_part(m)) continue;
      ModelEvidence& model = evidence_.models[m];
      ModelRows rows;
      rows.model = m;
      std::string reason = read_rows(model, model.tasks[task], rows);
      if (reason.empty() && !of_models.empty() && rows.parts != of_models.front().parts) {
        reason = "its parts are of other data than those of " +
                 evidence_.models[of_models.front().model].model;
      }
      if (reason.empty()) {
        of_models.push_back(std::move(rows));
      } else {
        model.why_no_rows = evidence_.tasks[task] + ": " + reason;
      }
    }
    if (!of_models.empty()) add_strata(of_models);
  }

  void add_strata(const std::vector<ModelRows>& of_models) {
    std::vector<std::string> names;
    std::vector<std::size_t> models;
    for (const ModelRows& rows : of_models) {
      names.push_back(evidence_.models[rows.model].model);
      models.push_back(rows.model);
    }
    const std::vector<ScorePart>& parts = of_models.front().parts;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      std::vector<const Json*> tables;
      for (const ModelRows& rows : of_models) tables.push_back(rows.table(p));
      auto made = make_row_statistic(tables, names, parts[p].metric, place_of(parts[p]));
      result_.rows += made.statistic->rows();
      if (made.statistic->rows() < 2) result_.single_rows.push_back(place_of(parts[p]));
      const double weight = parts[p].share / static_cast<double>(evidence_.tasks.size());
      drafts_.push_back({.stratum = {.statistic = std::move(made.statistic), .weight = weight},
                         .models = models});
    }
  }

  static void keep_models(Draft& draft, const std::vector<std::size_t>& kept) {
    std::vector<std::size_t> places;
    for (const std::size_t m : kept) {
      const auto found = std::ranges::lower_bound(draft.models, m);
      places.push_back(static_cast<std::size_t>(found - draft.models.begin()));
    }
    draft.stratum.statistic =
        std::make_shared<ChosenModels>(std::move(draft.stratum.statistic), std::move(places));
  }

  Evidence& evidence_;
  RowEvidence result_;
  std::vector<Draft> drafts_;
};

}  // namespace

RowEvidence gather_rows(Evidence& evidence) { return RowGathering(evidence).gather(); }

}  // namespace assay
