#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "assay/encoder.h"
#include "encoder/batch_jobs.h"
#include "encoder/bedrock_model.h"

namespace assay {

// Texts that are encoded by batch jobs, and how far that is.
struct BatchWork {
  std::span<const std::string> texts;
  const EncodeContext& context;
  Json conditions;
  Matrix& vectors;
  EncodeStats& stats;
  std::unordered_map<std::string, std::uint32_t> open;  // by key: texts without a vector
};

struct TakenResults {
  std::uint64_t tokens = 0;
  std::vector<std::uint32_t> missing;  // texts that came back without a vector
  std::string reason;                  // of the first of them, where it is told
  bool has_texts_of_others = false;    // that this call did not ask for
};

// Checks every record of a finished job, puts the vectors of open texts into place and tells on_batch of
// them, some at a time. What was taken leaves `work.open` and the job's keys.
[[nodiscard]] TakenResults take_results(BatchWork& work, BatchJobs& jobs, BatchJob& job,
                                        const BedrockModel& model);

}  // namespace assay
