#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// Brings what load_local_model reads into the cache and returns its folder: first the
// configuration, so that a model that cannot run is refused before its weights are downloaded, then
// tokenizer and weights of the modules it names. Throws Error: kNotSupported for architectures that
// are not there yet; what `fetch` throws.
[[nodiscard]] HubFiles fetch_model(const FetchFiles& fetch, const std::string& revision);

}  // namespace assay
