#pragma once

#include <functional>
#include <span>
#include <string>

#include "assay/dataset.h"
#include "assay/task.h"
#include "task/phase_clock.h"

namespace assay {

// Reads the rows of one (split, subset), with the columns that mteb gives them after its own transforms. The split may be
// one that is not evaluated: classification trains on another. Throws Error.
using RowLoader = std::function<RowTable(const std::string& split, const std::string& subset)>;

// One evaluation of a (split, subset) of a task over rows, from loading to scores: what all of these protocols share.
//
//   RowEvaluation evaluation(info, model, split, subset, options);
//   const RowTable rows = evaluation.load(load, split);
//   const Matrix first = evaluation.encode(rows.strings("sentence1"), Role::kNone, "Encoding first sentences");
//   return evaluation.finish(scores);
class RowEvaluation {
 public:
  // Throws Error{kNotSupported} when the model has no embeddings. All arguments outlive the object.
  RowEvaluation(const TaskInfo& info, Model& model, const std::string& split,
                const std::string& subset, const EvaluateOptions& options);

  // The rows of `split`. Its facts go into the evaluation's, those of other splits below "<split>" (their own key).
  [[nodiscard]] RowTable load(const RowLoader& load, const std::string& split);
  // Cuts the table to EvaluateOptions::limit rows and says so in the facts.
  void apply_limit(RowTable& rows);
  // One vector a text; `phase` is shown as progress and stands in the result.
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, Role role,
                              const std::string& phase);
  // `scores`: the keys of the protocol in mteb's order. Takes the main score out of them and ends the phase "Scoring".
  [[nodiscard]] Evaluation finish(Json scores);

  [[nodiscard]] const EvaluateOptions& options() const noexcept { return options_; }
  [[nodiscard]] const ModelInfo& model_info() const { return encoder_->info(); }
  // What finish() returns: facts, per_query and so on may be added to before.
  [[nodiscard]] Evaluation& result() noexcept { return result_; }

 private:
  const TaskInfo& info_;
  Encoder* encoder_;
  const std::string& split_;
  const std::string& subset_;
  const EvaluateOptions& options_;
  PhaseClock clock_;
  Evaluation result_;
};

// What a (split, subset) gives: its languages as the task states them, and the main score taken out of
// `scores` (undefined when it is not a number there).
[[nodiscard]] SubsetScores subset_scores(const TaskInfo& info, const std::string& subset,
                                         Json scores);

}  // namespace assay
