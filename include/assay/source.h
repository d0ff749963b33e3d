#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "assay/progress.h"

namespace assay {

// Settings of the Hugging Face hub client.
struct HubOptions {
  std::string endpoint = "https://huggingface.co";
  std::filesystem::path cache;   // the folder that holds models--org--name/
  std::string token;             // never logged; goes to `endpoint` only
  bool offline = false;          // no connection is made
  unsigned stall_seconds = 10;   // longest time without a byte before a request is tried again
  Progress* progress = nullptr;  // units: bytes
  std::stop_token stop;
};
// As huggingface_hub reads them: HF_ENDPOINT, HF_HUB_CACHE, HF_HOME, HF_TOKEN or the token file
// (HF_TOKEN_PATH), HF_HUB_OFFLINE, HF_HUB_DOWNLOAD_TIMEOUT and its older names (docs/hub.md).
// Throws Error{kUsage} when HF_ENDPOINT is no http address or HF_HUB_DOWNLOAD_TIMEOUT no number.
[[nodiscard]] HubOptions hub_options_from_environment();

enum class RepoType { kModel, kDataset };

// One file of a repository, as the hub describes it.
struct HubFile {
  std::string path;        // "1_Pooling/config.json"; relative, no ".." in it
  std::uint64_t size = 0;  // bytes
  std::string blob_id;     // the object id git has for it, 40 hex digits
  std::string lfs_sha256;  // 64 hex digits for large files; "" = the content itself is in git
  std::string xet_hash;    // of the hub's other storage; kept for huggingface_hub

  [[nodiscard]] bool operator==(const HubFile&) const = default;
};

struct HubListing {
  std::string commit;          // 40 hex digits
  std::vector<HubFile> files;  // sorted by path
};

// All files of `repo_id` ("org/name", or "name" for old data sets) at `revision` (branch, tag or
// commit). A commit's list never changes and is kept in the cache: for a full commit hash that was
// listed before, no connection is made. Throws as fetch_from_hub.
[[nodiscard]] HubListing list_hub_files(RepoType type, const std::string& repo_id,
                                        const std::string& revision, const HubOptions& options);

struct HubFiles {
  std::filesystem::path folder;  // .../snapshots/<commit>
  std::string commit;            // 40 hex digits
};

// True when `path` matches `pattern`: "?" is one character and "*" any number of them, both without
// "/"; "**" any number of them with "/", and "**/" also nothing at all.
[[nodiscard]] bool matches_pattern(std::string_view path, std::string_view pattern);

// Makes the files of `repo_id` at `revision` (branch, tag or commit) that match one of `patterns`
// present in the cache and returns their folder. Files that are there are not asked for again; with
// a full commit hash and all files present no connection is made. Downloads go to
// blobs/<etag>.incomplete and are resumed; size and SHA-256 (LFS) or git blob hash are verified
// before a file becomes visible. When the hub cannot be reached or refuses, what the cache holds of
// that revision is taken, if it is whole. Safe among concurrent processes.
// Throws Error: kUnavailable (network, 429, 5xx after retries, offline and not cached, disk full),
// kUsage (no such repository or revision; gated: what to do), kBadData (hash or size differs, no
// file matches, the reply is not the hub's), kInterrupted (what has arrived stays for the next time).
[[nodiscard]] HubFiles fetch_from_hub(RepoType type, const std::string& repo_id,
                                      const std::string& revision,
                                      const std::vector<std::string>& patterns,
                                      const HubOptions& options);

}  // namespace assay
