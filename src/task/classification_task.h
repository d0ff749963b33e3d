#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "assay/task.h"
#include "task/row_evaluation.h"

namespace assay {

// The protocol `classification`: logistic regression on a few samples of each label, several times
// (docs/protocols.md). Settings read from `info`: input_column_name, label_column_name, train_split,
// samples_per_label, n_experiments. Throws Error: kBadData when those make no sense, kNotSupported
// for cross-validation.
[[nodiscard]] std::unique_ptr<Task> make_classification_task(TaskInfo info, RowLoader load);

// The rows that each experiment trains on, in its order. Experiment e shuffles the order of the one
// before again with a fresh numpy RandomState(42) and takes the first `samples_per_label` rows of
// each class.
[[nodiscard]] std::vector<std::vector<std::size_t>> sample_by_class(
    std::span<const std::uint32_t> classes, std::size_t num_classes, std::size_t samples_per_label,
    std::size_t num_experiments);

}  // namespace assay
