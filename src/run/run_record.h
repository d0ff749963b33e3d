#pragma once

#include <string>

#include "assay/encoder.h"
#include "assay/json.h"
#include "assay/task.h"

namespace assay {

// The side file of a result: how its scores came about (docs/results.md). One "run" for each
// invocation that contributed, one "evaluation" for each (split, subset), which names its run by
// position.
class RunRecord {
 public:
  // Starts from what is stored; null starts anew.
  RunRecord(Json stored, const TaskInfo& task, const ModelInfo& model);

  // Everything that is the same for all evaluations of one invocation.
  void add_run(Json run);
  // Replaces an evaluation of the same (split, subset). Belongs to the run added last.
  void add_evaluation(const std::string& split, const std::string& subset,
                      const Evaluation& evaluation, double seconds);
  // The record with the hash of the result file it belongs to, as text.
  [[nodiscard]] std::string finish(std::string_view result_file);

  [[nodiscard]] const Json& json() const noexcept { return record_; }

 private:
  Json record_;
};

// True for a record that this version understands.
[[nodiscard]] bool is_run_record(const Json& record);
// The run that contributed last, null when there is none.
[[nodiscard]] Json last_run(const Json& record);

}  // namespace assay
