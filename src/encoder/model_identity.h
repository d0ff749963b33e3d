#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

// Under which name and revision a model's results are kept.
struct ModelIdentity {
  std::string name;      // "org/name", or "local/<folder>"
  std::string revision;  // commit hash, or kNoRevision
};

inline constexpr std::string_view kNoRevision = "no_revision_available";

// What a folder's path says about the model in it:
//   .../models--org--name/snapshots/<commit>   of a hub cache: org/name at that commit
//   .../org__name                              as results trees name models: org/name
//   anything else                              local/<folder name>
// The path is made absolute and ".." taken out first; links are not followed.
[[nodiscard]] ModelIdentity identify_folder(const std::filesystem::path& folder);

}  // namespace assay
