#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "assay/progress.h"

namespace assay {

// Settings of the Hugging Face hub client. `hub_options_from_environment` reads HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN
// (or the token file), HF_HUB_OFFLINE as huggingface_hub does.
struct HubOptions {
  std::string endpoint = "https://huggingface.co";
  std::filesystem::path cache;  // the folder that holds models--org--name/
  std::string token;            // never logged
  bool offline = false;
  Progress* progress = nullptr;
  std::stop_token stop;
};
[[nodiscard]] HubOptions hub_options_from_environment();

enum class RepoType { kModel, kDataset };

struct HubFiles {
  std::filesystem::path folder;  // .../snapshots/<commit>
  std::string commit;            // 40 hex digits
};

// Makes the files of `repo_id` at `revision` (branch, tag or commit) that match one of `patterns` (glob: * ? and
// "**/") present in the cache and returns their folder. Files that are there are not asked for again; with a full commit
// hash and all files present no connection is made. Downloads go to blobs/<etag>.incomplete and are resumed; size and
// SHA-256 (LFS) or git blob hash are verified before a file becomes visible. Safe among concurrent processes.
// Throws Error: kUnavailable (network, 429, 5xx after retries, offline and not cached, disk full), kUsage (no such repository
// or revision; gated: what to do), kBadData (hash or size differs), kInterrupted.
[[nodiscard]] HubFiles fetch_from_hub(RepoType type, const std::string& repo_id,
                                      const std::string& revision,
                                      const std::vector<std::string>& patterns,
                                      const HubOptions& options);

}  // namespace assay
