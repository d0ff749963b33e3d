#include "source/hub_fetch.h"

#include <algorithm>
#include <numeric>

#include "base/parallel.h"
#include "source/blob_download.h"
#include "source/hub_cache.h"
#include "source/hub_error.h"

namespace assay {
namespace {

// Enough to hide the way to the server behind small files; large ones fill the line alone.
constexpr unsigned kConnections = 4;

// One call's view of a repository: the cache, and the hub when the cache does not do.
class Fetch {
 public:
  Fetch(HttpClient& client, const RetryClock& clock, const HubRepo& repo,
        const std::string& revision, const HubOptions& options)
      : options_(options),
        revision_(revision),
        cache_(options.cache, repo),
        session_(client, clock, options, repo) {
    check_names(repo, revision);
    if (is_commit_hash(revision)) commit_ = revision;
  }

  // The commit and its files: from the cache for a commit that was listed before, else from the hub.
  [[nodiscard]] HubListing list_online() {
    if (commit_.empty()) {
      commit_ = session_.resolve(revision_);
      cache_.write_ref(revision_, commit_);
    }
    auto files = cache_.read_listing(commit_);
    if (!files) {
      files = session_.list(commit_);
      cache_.write_listing(commit_, *files);
    }
    return {.commit = commit_, .files = *std::move(files)};
  }

  // What the cache knows of the revision; nullopt when it is not there or was never listed.
  [[nodiscard]] std::optional<HubListing> list_cached() const {
    const auto commit = cached_commit();
    auto files = commit ? cache_.read_listing(*commit) : std::nullopt;
    if (!files) return std::nullopt;
    return HubListing{.commit = *commit, .files = *std::move(files)};
  }

  [[nodiscard]] HubFiles files(const std::vector<std::string>& patterns) {
    const auto cached = find_cached(patterns);
    const bool is_pinned = !commit_.empty();
    // Without a list nobody knows what is missing: then the hub is asked, for the list alone.
    if (cached && (options_.offline || (is_pinned && cache_.read_listing(commit_)))) return *cached;
    if (options_.offline) throw_not_cached(patterns);
    if (cached) session_.set_attempts(1);
    HubListing listing;
    try {
      listing = list_online();
    } catch (const RevisionNotFound&) {
      throw;
    } catch (const Error& error) {
      if (!cached || error.kind() == ErrorKind::kInterrupted) throw;
      note(std::string(error.what()) + "; taking the copy in the cache");
      return *cached;
    }
    session_.set_attempts(5);
    download(listing, patterns);
    return {.folder = cache_.snapshot(listing.commit), .commit = listing.commit};
  }

  [[noreturn]] void throw_not_cached(const std::vector<std::string>& patterns) const {
    std::string missing;
    if (const auto listing = list_cached()) {
      for (const HubFile& file : select(listing->files, patterns)) {
        if (missing.empty() && !cache_.has(listing->commit, file)) missing = file.path + " of ";
      }
    }
    throw Error(ErrorKind::kUnavailable, missing + session_.repo().id + "@" + revision_ +
                                             " is not in the cache (" + cache_.root().string() +
                                             ") and HF_HUB_OFFLINE is set");
  }

 private:
  [[nodiscard]] std::optional<std::string> cached_commit() const {
    return commit_.empty() ? cache_.read_ref(revision_) : commit_;
  }

  static std::vector<HubFile> select(const std::vector<HubFile>& files,
                                     const std::vector<std::string>& patterns) {
    std::vector<HubFile> selected;
    std::ranges::copy_if(files, std::back_inserter(selected),
                         [&](const HubFile& file) { return matches_any(file.path, patterns); });
    return selected;
  }

  static bool matches_any(const std::string& path, const std::vector<std::string>& patterns) {
    return std::ranges::any_of(
        patterns, [&](const std::string& pattern) { return matches_pattern(path, pattern); });
  }

  // The snapshot, when all that is asked for is there; without a list, when any of it is there.
  [[nodiscard]] std::optional<HubFiles> find_cached(
      const std::vector<std::string>& patterns) const {
    const auto commit = cached_commit();
    if (!commit) return std::nullopt;
    HubFiles result{.folder = cache_.snapshot(*commit), .commit = *commit};
    if (const auto listing = list_cached()) {
      const auto wanted = select(listing->files, patterns);
      const bool is_whole = !wanted.empty() && std::ranges::all_of(wanted, [&](const auto& file) {
        return cache_.has(*commit, file);
      });
      return is_whole ? std::optional(result) : std::nullopt;
    }
    const auto there = cache_.find_files(*commit);
    const bool is_any = std::ranges::any_of(
        there, [&](const std::string& path) { return matches_any(path, patterns); });
    return is_any ? std::optional(result) : std::nullopt;
  }

  void download(const HubListing& listing, const std::vector<std::string>& patterns) {
    const auto wanted = select(listing.files, patterns);
    if (wanted.empty()) {
      throw Error(ErrorKind::kBadData, session_.repo().id + "@" + revision_ +
                                           ": none of its files is called " + join(patterns));
    }
    std::vector<HubFile> missing;
    std::ranges::copy_if(wanted, std::back_inserter(missing),
                         [&](const HubFile& file) { return !cache_.has(listing.commit, file); });
    if (missing.empty()) return;
    cache_.make_folders();
    // Large ones first: the small ones come beside them.
    std::ranges::stable_sort(missing, std::ranges::greater{}, &HubFile::size);
    const std::uint64_t bytes =
        std::accumulate(missing.begin(), missing.end(), std::uint64_t{0},
                        [](std::uint64_t sum, const HubFile& file) { return sum + file.size; });
    Progress& progress = options_.progress == nullptr ? no_progress() : *options_.progress;
    progress.begin("fetch " + session_.repo().id, bytes, "bytes");
    // The first failure ends the others too; what they have stays.
    std::stop_source stop;
    const std::stop_callback forward(options_.stop, [&] { stop.request_stop(); });
    const auto threads = static_cast<unsigned>(std::min<std::size_t>(kConnections, missing.size()));
    parallel_for(
        missing.size(), threads,
        [&](std::size_t i, unsigned) {
          download_file(
              session_, cache_, listing.commit, missing[i],
              [&](std::uint64_t count) { progress.advance(count); }, stop.get_token());
        },
        [&] { stop.request_stop(); });
    progress.end();
  }

  static std::string join(const std::vector<std::string>& patterns) {
    std::string text;
    for (const std::string& pattern : patterns) text += (text.empty() ? "" : ", ") + pattern;
    return text.empty() ? "(nothing was asked for)" : text;
  }

  void note(const std::string& line) const {
    if (options_.progress != nullptr) options_.progress->note(line);
  }

  const HubOptions& options_;
  std::string revision_;
  std::string commit_;  // "" until it is known
  HubCache cache_;
  HubSession session_;
};

// One for all calls, so that connections are used again.
HttpClient& shared_client() {
  static const std::unique_ptr<HttpClient> kClient = make_http_client();
  return *kClient;
}

}  // namespace

HubFiles fetch_files(HttpClient& client, const RetryClock& clock, const HubRepo& repo,
                     const std::string& revision, const std::vector<std::string>& patterns,
                     const HubOptions& options) {
  return Fetch(client, clock, repo, revision, options).files(patterns);
}

HubListing list_files(HttpClient& client, const RetryClock& clock, const HubRepo& repo,
                      const std::string& revision, const HubOptions& options) {
  Fetch fetch(client, clock, repo, revision, options);
  auto cached = fetch.list_cached();
  if (cached && (options.offline || cached->commit == revision)) return *std::move(cached);
  if (options.offline) fetch.throw_not_cached({});
  try {
    return fetch.list_online();
  } catch (const RevisionNotFound&) {
    throw;
  } catch (const Error& error) {
    if (!cached || error.kind() == ErrorKind::kInterrupted) throw;
    return *std::move(cached);
  }
}

HubFiles fetch_from_hub(RepoType type, const std::string& repo_id, const std::string& revision,
                        const std::vector<std::string>& patterns, const HubOptions& options) {
  return fetch_files(shared_client(), real_retry_clock(), {.type = type, .id = repo_id}, revision,
                     patterns, options);
}

HubListing list_hub_files(RepoType type, const std::string& repo_id, const std::string& revision,
                          const HubOptions& options) {
  return list_files(shared_client(), real_retry_clock(), {.type = type, .id = repo_id}, revision,
                    options);
}

}  // namespace assay
