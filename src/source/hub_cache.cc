#include "source/hub_cache.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "assay/error.h"
#include "base/file.h"
#include "source/hub_reply.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// https://bford.info/cachedir/: tells backup programs to leave the folder out.
constexpr std::string_view kCacheTag =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This file is a cache directory tag created by assay.\n"
    "# For information about cache directory tags see https://bford.info/cachedir/\n";

std::string folder_name(const HubRepo& repo) {
  std::string name(plural_name(repo.type));
  name += "--" + repo.id;
  if (const std::size_t slash = name.find('/'); slash != std::string::npos)
    name.replace(slash, 1, "--");
  return name;
}

const std::string& etag_of(const HubFile& file) {
  return file.lfs_sha256.empty() ? file.blob_id : file.lfs_sha256;
}

void make_folder(const fs::path& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) {
    throw Error(ErrorKind::kUnavailable,
                folder.string() + ": the folder cannot be made: " + code.message());
  }
}

void write_if_possible(const fs::path& path, std::string_view bytes) {
  try {
    write_file_atomically(path, bytes);
  } catch (const Error&) {
    return;  // a cache that is only read still serves
  }
}

}  // namespace

HubCache::HubCache(fs::path cache, const HubRepo& repo)
    : cache_(std::move(cache)),
      folder_(cache_ / folder_name(repo)),
      locks_(cache_ / ".locks" / folder_name(repo)) {}

fs::path HubCache::snapshot(const std::string& commit) const {
  return folder_ / "snapshots" / commit;
}
fs::path HubCache::blob(const HubFile& file) const { return folder_ / "blobs" / etag_of(file); }
fs::path HubCache::incomplete(const HubFile& file) const {
  return folder_ / "blobs" / (etag_of(file) + ".incomplete");
}
fs::path HubCache::lock(const HubFile& file) const { return locks_ / (etag_of(file) + ".lock"); }

std::optional<std::string> HubCache::read_ref(const std::string& revision) const {
  const fs::path path = folder_ / "refs" / revision;
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return std::nullopt;
  std::string commit = read_file(path);
  while (!commit.empty() && (commit.back() == '\n' || commit.back() == ' ')) commit.pop_back();
  if (!is_commit_hash(commit)) return std::nullopt;
  return commit;
}

std::optional<std::vector<HubFile>> HubCache::read_listing(const std::string& commit) const {
  const fs::path path = folder_ / "trees" / (commit + ".json");
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return std::nullopt;
  return parse_listing_json(read_file(path));
}

std::vector<std::string> HubCache::find_files(const std::string& commit) const {
  const fs::path folder = snapshot(commit);
  std::vector<std::string> paths;
  std::error_code code;
  fs::recursive_directory_iterator entry(folder, code);
  for (const fs::recursive_directory_iterator end; !code && entry != end; entry.increment(code)) {
    std::error_code ignored;
    if (fs::is_regular_file(entry->path(), ignored))
      paths.push_back(entry->path().lexically_relative(folder).generic_string());
  }
  std::ranges::sort(paths);
  return paths;
}

bool HubCache::has(const std::string& commit, const HubFile& file) const {
  std::error_code code;
  const fs::path path = snapshot(commit) / file.path;
  if (!fs::is_regular_file(path, code)) return false;
  const auto size = fs::file_size(path, code);
  return !code && size == file.size;
}

void HubCache::write_ref(const std::string& revision, const std::string& commit) const {
  if (revision == commit || read_ref(revision) == commit) return;
  write_if_possible(folder_ / "refs" / revision, commit);
}

void HubCache::write_listing(const std::string& commit, const std::vector<HubFile>& files) const {
  write_if_possible(folder_ / "trees" / (commit + ".json"), to_listing_json(files));
}

void HubCache::make_folders() const {
  make_folder(folder_ / "blobs");
  make_folder(locks_);
  std::error_code ignored;
  if (!fs::exists(cache_ / "CACHEDIR.TAG", ignored))
    write_if_possible(cache_ / "CACHEDIR.TAG", kCacheTag);
}

void HubCache::link(const std::string& commit, const HubFile& file) const {
  static std::atomic<unsigned> counter{0};
  const fs::path path = snapshot(commit) / file.path;
  make_folder(path.parent_path());
  // Made beside and renamed: a reader sees the old file or the new one.
  const fs::path temporary =
      path.string() + ".tmp" + std::to_string(getpid()) + "." + std::to_string(counter++);
  std::error_code code;
  fs::create_symlink(blob(file).lexically_relative(path.parent_path()), temporary, code);
  // Where links are not to be had huggingface_hub keeps copies.
  if (code) fs::copy_file(blob(file), temporary, code);
  if (!code) fs::rename(temporary, path, code);
  if (code) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw Error(ErrorKind::kUnavailable, path.string() + ": cannot be written: " + code.message());
  }
}

}  // namespace assay
