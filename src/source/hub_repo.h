#pragma once

#include <string>
#include <string_view>

#include "assay/source.h"

namespace assay {

// A repository of the hub.
struct HubRepo {
  RepoType type = RepoType::kModel;
  std::string id;  // "org/name" or "name"
};

// Throws Error{kUsage} when `id` cannot be the id of a repository or `revision` no branch, tag or
// commit: both become parts of paths in the cache.
void check_names(const HubRepo& repo, const std::string& revision);

// "models" or "datasets".
[[nodiscard]] std::string_view plural_name(RepoType type);
// "model org/name", "data set org/name": for messages.
[[nodiscard]] std::string describe(const HubRepo& repo);
// True for a full commit hash: 40 lower-case hex digits.
[[nodiscard]] bool is_commit_hash(std::string_view text);
// True for `digits` lower-case hex digits.
[[nodiscard]] bool is_hex(std::string_view text, std::size_t digits);
// True for a relative path in which no part is empty, "." or "..", and no zero byte.
[[nodiscard]] bool is_safe_path(std::string_view path);

}  // namespace assay
