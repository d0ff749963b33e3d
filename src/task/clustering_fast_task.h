#pragma once

#include <memory>

#include "assay/task.h"
#include "task/row_evaluation.h"

namespace assay {

// The protocol `clustering_fast`: do clusters of the vectors agree with the labels, on samples
// (docs/protocols.md). Its random state runs on from one (split, subset) to the next; `skip` reads
// the rows of what it passes over, because the draws depend on their number. Settings read from
// `info`: input_column_name, label_column_name, max_document_to_embed,
// max_fraction_of_documents_to_embed, max_documents_per_cluster, n_clusters, k_mean_batch_size,
// max_depth.
[[nodiscard]] std::unique_ptr<Task> make_clustering_fast_task(TaskInfo info, RowLoader load);

}  // namespace assay
