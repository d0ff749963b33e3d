#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "assay/report_page.h"

namespace assay::cli {

// Texts and relevant documents of the queries of a (task, split, subset), from the embedded starter
// set or a folder DIR/<Task> with BEIR or row files below `data_root`. nullopt when they are in
// neither or cannot be read: a report only shows them beside the scores.
[[nodiscard]] std::optional<QueryTexts> read_query_texts(const std::filesystem::path& data_root,
                                                         const std::string& task,
                                                         const std::string& split,
                                                         const std::string& subset);

// What the model found, from the run file that `assay run --trec-runs` left beside the result; empty
// when there is none.
[[nodiscard]] std::vector<QueryRanking> read_rankings(const StoredResult& result,
                                                      const std::string& split,
                                                      const std::string& subset);

}  // namespace assay::cli
