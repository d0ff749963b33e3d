#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "assay/task.h"
#include "math/numpy_random.h"
#include "task/row_evaluation.h"

namespace assay {

// The protocol `multilabel`: the five nearest of a few samples of each label decide, several times
// (docs/protocols.md). Settings read from `info`: input_column_name, label_column_name, train_split,
// samples_per_label, n_experiments. Throws Error{kBadData} when those make no sense.
[[nodiscard]] std::unique_ptr<Task> make_multilabel_task(TaskInfo info, RowLoader load);

// The rows that one experiment trains on: all rows are shuffled with `random`; a row is taken when
// one of its labels has been counted fewer than `samples_per_label` times, and then all its labels
// count. `labels[i]` holds labels of [0, num_labels).
[[nodiscard]] std::vector<std::size_t> sample_by_labels(
    std::span<const std::vector<std::uint32_t>> labels, std::size_t num_labels,
    std::size_t samples_per_label, NumpyGenerator& random);

}  // namespace assay
