#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/encoder.h"
#include "assay/source.h"

namespace assay {

// "org/name" or "org/name@revision".
struct HubModelName {
  std::string repo_id;
  std::optional<std::string> revision;
};
// nullopt when `name` cannot be a repository of the hub.
[[nodiscard]] std::optional<HubModelName> parse_hub_name(std::string_view name);

// fetch_from_hub for one repository, options bound.
using FetchFiles =
    std::function<HubFiles(const std::string& revision, const std::vector<std::string>& patterns)>;

enum class ModelPart {
  kAll,          // what load_local_model reads
  kTokenizer,    // what load_tokenizer reads: no weights
  kDescription,  // what it and read_model_folder read: not the transformer's weights
};

// Brings the files into the cache and returns their folder: first the configuration, so that a
// model that cannot run is refused before its weights are downloaded, then tokenizer and weights of
// the modules it names. Throws Error: kNotSupported for architectures that are not there yet; what
// `fetch` throws.
[[nodiscard]] HubFiles fetch_model(const FetchFiles& fetch, const std::string& revision,
                                   ModelPart part = ModelPart::kAll);

// The same for a name on the hub as the environment says (docs/hub.md). The revision is the one in
// the name, else the one that mteb's registry pins, else "main". Throws as open_model.
// REQUIRES: parse_hub_name(name).
[[nodiscard]] HubFiles fetch_hub_model(const std::string& name, ModelPart part,
                                       const ModelOptions& options);

}  // namespace assay
