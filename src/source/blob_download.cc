#include "source/blob_download.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "source/file_lock.h"
#include "source/hub_error.h"
#include "source/partial_file.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path, std::uint64_t size) {
  std::error_code code;
  return fs::is_regular_file(path, code) && fs::file_size(path, code) == size && !code;
}

void check_space(const fs::path& folder, std::uint64_t bytes) {
  struct statvfs status{};
  if (statvfs(folder.c_str(), &status) != 0) return;
  const std::uint64_t free = std::uint64_t{status.f_bavail} * status.f_frsize;
  if (free >= bytes) return;
  throw Error(ErrorKind::kUnavailable,
              folder.string() + ": no space left: " + std::to_string(bytes >> 20U) +
                  " MiB are needed, " + std::to_string(free >> 20U) + " MiB are free");
}

// The first byte of "bytes 5-9/10"; nullopt when it says something else.
std::optional<std::uint64_t> range_begin(const std::string& header) {
  if (!header.starts_with("bytes ")) return std::nullopt;
  std::uint64_t begin = 0;
  const char* end = header.data() + header.size();
  const auto parsed = std::from_chars(header.data() + 6, end, begin);
  if (parsed.ec != std::errc() || parsed.ptr == end || *parsed.ptr != '-') return std::nullopt;
  return begin;
}

class Download {
 public:
  Download(const HubSession& session, const std::string& commit, const HubFile& file,
           PartialFile& partial, const std::function<void(std::uint64_t)>& on_bytes,
           const std::stop_token& stop)
      : session_(session),
        commit_(commit),
        file_(file),
        partial_(partial),
        on_bytes_(on_bytes),
        stop_(stop) {
    if (partial_.size() > file_.size) partial_.clear();
    count_progress();
  }

  // Until the partial file is as long as it has to be.
  void receive() {
    reached_ = partial_.size();
    while (partial_.size() < file_.size) {
      const std::uint64_t before = reached_;
      const auto [outcome, is_from_hub] = session_.get_file(
          commit_, file_.path, [this] { return begin(); },
          [this](const HttpReply& head, std::string_view piece) { take(head, piece); }, stop_);
      if (outcome.is_success() && partial_.size() >= file_.size) return;
      // Attempts are counted anew as long as it gets on.
      const bool was_cut = outcome.is_success() || is_transient(outcome);
      if (was_cut && reached_ > before) continue;
      if (outcome.is_success())
        fail("the hub sends " + std::to_string(partial_.size()) + " bytes of " +
             std::to_string(file_.size));
      if (!outcome.failure && !is_from_hub) {
        throw Error(ErrorKind::kUnavailable, session_.repo().id + ": " + file_.path +
                                                 ": the hub's storage answers with status " +
                                                 std::to_string(outcome.reply.status));
      }
      throw_hub_error(session_.repo(), commit_, outcome, session_.options());
    }
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::kBadData, session_.repo().id + ": " + file_.path + ": " + what);
  }

 private:
  // Called before each attempt.
  std::uint64_t begin() {
    is_new_reply_ = true;
    return partial_.size();
  }

  void take(const HttpReply& head, std::string_view piece) {
    if (std::exchange(is_new_reply_, false)) {
      // A server that knows no ranges sends all of it.
      if (head.status != 206) partial_.clear();
      if (head.status == 206 && range_begin(head.headers.get("Content-Range")) != partial_.size()) {
        fail("the hub sends other bytes than were asked for");
      }
    }
    if (piece.size() > file_.size - partial_.size()) {
      partial_.clear();
      fail("the hub sends more than the " + std::to_string(file_.size) + " bytes it stated");
    }
    partial_.append(piece);
    reached_ = std::max(reached_, partial_.size());
    count_progress();
  }

  void count_progress() {
    if (partial_.size() <= furthest_) return;
    on_bytes_(partial_.size() - furthest_);
    furthest_ = partial_.size();
  }

  const HubSession& session_;
  const std::string& commit_;
  const HubFile& file_;
  PartialFile& partial_;
  const std::function<void(std::uint64_t)>& on_bytes_;
  const std::stop_token& stop_;
  std::uint64_t reached_ = 0;   // since `receive` began
  std::uint64_t furthest_ = 0;  // ever: what `on_bytes` has been told
  bool is_new_reply_ = true;
};

// Downloads into `partial` and verifies it.
void fill(const HubSession& session, const std::string& commit, const HubFile& file,
          PartialFile& partial, const std::function<void(std::uint64_t)>& on_bytes,
          const std::stop_token& stop) {
  Download download(session, commit, file, partial, on_bytes, stop);
  bool may_hold_old_bytes = partial.size() > 0;
  const bool is_lfs = !file.lfs_sha256.empty();
  for (;;) {
    download.receive();
    const std::string hash = partial.hash(is_lfs, stop);
    const std::string& expected = is_lfs ? file.lfs_sha256 : file.blob_id;
    if (hash == expected) return;
    partial.clear();
    if (!may_hold_old_bytes) {
      download.fail(std::string("what the hub sends has the ") +
                    (is_lfs ? "SHA-256 " : "git hash ") + hash + ", it states " + expected);
    }
    may_hold_old_bytes = false;
  }
}

}  // namespace

void download_file(const HubSession& session, const HubCache& cache, const std::string& commit,
                   const HubFile& file, const std::function<void(std::uint64_t)>& on_bytes,
                   const std::stop_token& stop) {
  const fs::path blob = cache.blob(file);
  const FileLock lock(cache.lock(file), stop, [&] {
    if (session.options().progress != nullptr) {
      session.options().progress->note(file.path + ": waiting for another process to fetch it");
    }
  });
  if (is_there(blob, file.size)) {
    on_bytes(file.size);
  } else {
    PartialFile partial(cache.incomplete(file));
    check_space(blob.parent_path(), file.size - std::min(file.size, partial.size()));
    fill(session, commit, file, partial, on_bytes, stop);
    partial.finish(blob);
  }
  cache.link(commit, file);
}

}  // namespace assay
