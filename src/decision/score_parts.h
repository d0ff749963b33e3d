#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "decision/evidence.h"

namespace assay {

// A part of a task's score that has rows of its own: a (split, subset); of an aggregate, one of a
// member.
struct ScorePart {
  std::string task;  // that was evaluated: the member of an aggregate
  std::string split;
  std::string subset;
  std::string metric;
  std::string data_revision;
  double share = 1;  // of the task's score, all parts together 1
  std::filesystem::path result_file;
  std::optional<double> score;

  // The same part of the same data, whatever the score.
  bool operator==(const ScorePart& other) const {
    return task == other.task && split == other.split && subset == other.subset &&
           data_revision == other.data_revision && share == other.share;
  }
};

// The parts whose weighted scores are the score of a result on a task, or why they cannot be had: a
// member of an aggregate has no result beside it. REQUIRES: task.result.
struct ScorePartsOrReason {
  std::vector<ScorePart> parts;
  std::string reason;
};
[[nodiscard]] ScorePartsOrReason find_score_parts(const TaskEvidence& task);

}  // namespace assay
