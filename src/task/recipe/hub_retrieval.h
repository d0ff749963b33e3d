#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "assay/catalogue.h"
#include "assay/dataset/hub_dataset.h"

namespace assay {

using DatasetOpener = std::function<std::unique_ptr<HubDataset>(const std::string& repo_id,
                                                                const std::string& revision)>;

// Reads one (split, subset) of a retrieval task from its data set on the hub: the layout of mteb 2 (configurations qrels,
// corpus, queries, top_ranked, instruction, with "<subset>-" in front; protocol 4.1) or what `data.retrieval` of the catalogue
// entry says (docs/data-hub.md). Facts: counts, and below "hub" what was read. Throws Error as HubDataset and RetrievalBuilder
// do, kNotSupported for a recipe that is not there.
[[nodiscard]] RetrievalData load_hub_retrieval(const TaskInfo& info, const std::string& split,
                                               const std::string& subset,
                                               const DatasetOpener& open);

// Why that cannot be done; nullopt when it can.
[[nodiscard]] std::optional<std::string> unsupported_retrieval(const TaskInfo& info);

}  // namespace assay
