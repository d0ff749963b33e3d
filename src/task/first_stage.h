#pragma once

#include <string>

#include "assay/dataset.h"
#include "assay/task.h"

namespace assay {

// Makes the first stage's results the candidates of the queries: the best top_k of each, and none
// for a query that the first stage has no results for. Candidates that the data brings are replaced.
// Throws Error{kBadData} when a document is not in the corpus.
void set_candidates(RetrievalData& data, const FirstStage& first_stage, const std::string& task,
                    const std::string& split, const std::string& subset);

}  // namespace assay
