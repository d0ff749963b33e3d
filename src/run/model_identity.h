#pragma once

#include <optional>
#include <string>

#include "assay/encoder.h"
#include "run/result_store.h"

namespace assay {

// Tells under which name and revision `requested` (see open_model) is stored, without opening the
// model or asking the network: a local folder has a name of its own, a commit hash after "@" is the
// revision, and otherwise the newest results that were made for exactly the same request are taken.
// nullopt when none of this applies; opening the model then tells.
[[nodiscard]] std::optional<ModelIdentity> identify_model(const std::string& requested,
                                                          const ResultStore& store);

// Changes whenever a file of a local model folder changes: a hash over names, sizes and times of
// modification. "" when `requested` is not a folder (a published revision never changes).
[[nodiscard]] std::string model_fingerprint(const std::string& requested);

}  // namespace assay
