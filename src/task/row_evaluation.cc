#include "task/row_evaluation.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "assay/error.h"
#include "assay/progress.h"
#include "task/instruction.h"

namespace assay {

RowEvaluation::RowEvaluation(const TaskInfo& info, Model& model, const std::string& split,
                             const std::string& subset, const EvaluateOptions& options)
    : info_(info),
      encoder_(model.as_encoder()),
      split_(split),
      subset_(subset),
      options_(options),
      clock_(split, subset) {
  if (options.first_stage != nullptr) {
    throw Error(ErrorKind::kUsage,
                info.name + ": re-ranking is for retrieval, not for " + info.type);
  }
  if (encoder_ == nullptr) {
    throw Error(ErrorKind::kNotSupported, info.name + ": '" + model.info().name +
                                              "' gives no embeddings, which " + info.type +
                                              " needs");
  }
}

RowTable RowEvaluation::load(const RowLoader& load, const std::string& split) {
  if (options_.progress != nullptr) options_.progress->begin("load " + info_.name, 0, "");
  RowTable rows = load(split, subset_);
  if (rows.rows() == 0) throw Error(ErrorKind::kBadData, rows.where() + ": there are no rows");
  if (split == split_) {
    for (const auto& [key, value] : rows.facts.items()) result_.facts[key] = value;
  } else {
    result_.facts[split] = rows.facts;
  }
  clock_.finish_phase("Data loading", result_.phases);
  return rows;
}

void RowEvaluation::apply_limit(RowTable& rows) {
  if (options_.limit == 0 || options_.limit >= rows.rows()) return;
  std::vector<std::size_t> first(options_.limit);
  std::iota(first.begin(), first.end(), std::size_t{0});
  rows.take_rows(first);
  result_.facts["rows_evaluated"] = options_.limit;
}

Matrix RowEvaluation::encode(std::span<const std::string> texts, Role role,
                             const std::string& phase) {
  if (options_.stop.stop_requested())
    throw Error(ErrorKind::kInterrupted, info_.name + ": interrupted");
  if (options_.progress != nullptr) options_.progress->begin(phase, texts.size(), "texts");
  const EncodeContext context{.task_name = info_.name,
                              .task_type = info_.type,
                              .role = role,
                              .instruction = instruction_of(info_, role),
                              .progress = options_.progress,
                              .stop = options_.stop};
  Matrix vectors = encoder_->encode(texts, context, &result_.encode);
  clock_.finish_phase(phase, result_.phases);
  return vectors;
}

Evaluation RowEvaluation::finish(Json scores) {
  result_.scores = subset_scores(info_, subset_, std::move(scores));
  clock_.finish_phase("Scoring", result_.phases);
  if (options_.progress != nullptr) options_.progress->end();
  return std::move(result_);
}

SubsetScores subset_scores(const TaskInfo& info, const std::string& subset, Json scores) {
  SubsetScores result;
  result.subset = subset;
  if (const auto known = std::ranges::find(info.subsets, subset, &SubsetInfo::name);
      known != info.subsets.end()) {
    result.languages = known->languages;
  }
  if (const auto main = scores.find(info.main_score); main != scores.end() && main->is_number()) {
    result.main_score = main->get<double>();
  }
  result.scores = std::move(scores);
  return result;
}

}  // namespace assay
