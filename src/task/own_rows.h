#pragma once

#include "task/own_data.h"
#include "task/retrieval_task.h"
#include "task/row_evaluation.h"

namespace assay {

// The rows of own data, with the protocol's names of its columns.
[[nodiscard]] RowLoader make_own_row_loader(OwnData data);
// Documents, queries and judgements: a BEIR folder, or the tables corpus (id or _id, text, perhaps title), queries (id or
// _id, text), qrels (query-id, corpus-id, score) and perhaps top_ranked (query-id, corpus-ids).
[[nodiscard]] RetrievalLoader make_own_retrieval_loader(OwnData data);

}  // namespace assay
