#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "source/hub_repo.h"

namespace assay {

// One repository's place in the cache of huggingface_hub:
//     <cache>/models--org--name/blobs/<etag>                content, one file for equal contents
//                              /snapshots/<commit>/<path>   relative links into blobs/
//                              /refs/<branch or tag>        the commit it stood for
//                              /trees/<commit>.json         all files of the commit
//     <cache>/.locks/models--org--name/<etag>.lock
// The etag is the SHA-256 of a large file, else git's object id.
class HubCache {
 public:
  HubCache(std::filesystem::path cache, const HubRepo& repo);

  [[nodiscard]] std::filesystem::path snapshot(const std::string& commit) const;
  [[nodiscard]] std::filesystem::path blob(const HubFile& file) const;
  [[nodiscard]] std::filesystem::path incomplete(const HubFile& file) const;
  [[nodiscard]] std::filesystem::path lock(const HubFile& file) const;
  [[nodiscard]] const std::filesystem::path& root() const noexcept { return cache_; }

  // The commit that `revision` stood for when it was last asked for.
  [[nodiscard]] std::optional<std::string> read_ref(const std::string& revision) const;
  [[nodiscard]] std::optional<std::vector<HubFile>> read_listing(const std::string& commit) const;
  // The paths of the files of a snapshot that are there, whatever the list says.
  [[nodiscard]] std::vector<std::string> find_files(const std::string& commit) const;
  // True when the snapshot has the file and it is as long as it should be.
  [[nodiscard]] bool has(const std::string& commit, const HubFile& file) const;

  // Best effort: a cache that cannot be written to can be read all the same.
  void write_ref(const std::string& revision, const std::string& commit) const;
  void write_listing(const std::string& commit, const std::vector<HubFile>& files) const;
  // Makes the folders that a download needs. Throws Error{kUnavailable}.
  void make_folders() const;
  // Makes the file visible in the snapshot. REQUIRES: its blob is there. Throws Error{kUnavailable}.
  void link(const std::string& commit, const HubFile& file) const;

 private:
  std::filesystem::path cache_;
  std::filesystem::path folder_;
  std::filesystem::path locks_;
};

}  // namespace assay
