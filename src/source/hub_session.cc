#include "source/hub_session.h"

#include <algorithm>

#include "net/redirect.h"
#include "source/hub_error.h"
#include "source/hub_reply.h"

namespace assay {
namespace {

// Pages of 1,000 files; nobody has that many, but a server could go on for ever.
constexpr unsigned kMostPages = 10'000;

Url parse_endpoint(const std::string& endpoint) {
  auto url = parse_url(endpoint);
  if (!url || url->query) {
    throw Error(ErrorKind::kUsage, "HF_ENDPOINT is no http or https address");
  }
  while (url->path.ends_with('/')) url->path.pop_back();
  return *std::move(url);
}

}  // namespace

HubSession::HubSession(HttpClient& client, const RetryClock& clock, const HubOptions& options,
                       HubRepo repo)
    : client_(client),
      clock_(clock),
      options_(options),
      repo_(std::move(repo)),
      endpoint_(parse_endpoint(options.endpoint)),
      policy_{.max_attempts = 5,
              .base_delay = std::chrono::milliseconds(400),
              .max_delay = std::chrono::milliseconds(8000)} {}

HttpRequest HubSession::make_request(const std::string& target) const {
  HttpRequest request;
  request.url = endpoint_;
  request.url.path += target;
  if (!options_.token.empty()) request.headers.add("Authorization", "Bearer " + options_.token);
  request.timeouts.stall = std::chrono::seconds(options_.stall_seconds);
  request.stop = options_.stop;
  return request;
}

RetryHooks HubSession::make_hooks(const std::stop_token& stop) const {
  RetryHooks hooks;
  hooks.stop = stop;
  hooks.on_retry = [this](const HttpOutcome& outcome, unsigned, std::chrono::milliseconds delay) {
    if (options_.progress == nullptr || delay < std::chrono::seconds(2)) return;
    const std::string why = outcome.failure ? outcome.failure->message
                                            : "status " + std::to_string(outcome.reply.status);
    options_.progress->note(repo_.id + ": " + why + "; trying again in " +
                            std::to_string((delay.count() + 999) / 1000) + " s");
  };
  return hooks;
}

HttpReply HubSession::ask(const Url& url, const std::string& revision) const {
  HttpRequest request = make_request("");
  request.url = url;
  HttpOutcome outcome = retry([&](unsigned) { return send_following_redirects(client_, request); },
                              policy_, make_hooks(options_.stop), clock_);
  if (!outcome.is_success()) throw_hub_error(repo_, revision, outcome, options_);
  return std::move(outcome.reply);
}

std::string HubSession::resolve(const std::string& revision) const {
  const Url url = make_request("/api/" + std::string(plural_name(repo_.type)) + "/" + repo_.id +
                               "/revision/" + percent_encode(revision))
                      .url;
  return parse_commit(ask(url, revision).body, describe(url));
}

std::vector<HubFile> HubSession::list(const std::string& commit) const {
  Url url = make_request("/api/" + std::string(plural_name(repo_.type)) + "/" + repo_.id +
                         "/tree/" + commit)
                .url;
  url.query = "recursive=true&expand=false";
  std::vector<HubFile> files;
  for (unsigned page = 0; page < kMostPages; ++page) {
    const HttpReply reply = ask(url, commit);
    std::ranges::move(parse_tree_page(reply.body, describe(url)), std::back_inserter(files));
    const auto link = parse_next_link(reply.headers.get("Link"));
    if (!link) break;
    auto next = resolve_url(url, *link);
    if (!next) throw Error(ErrorKind::kBadData, describe(url) + ": its next page is no address");
    // A mirror passes on what huggingface.co says about itself; and the token stays here.
    next->scheme = endpoint_.scheme;
    next->host = endpoint_.host;
    next->port = endpoint_.port;
    next->user_info = endpoint_.user_info;
    url = *std::move(next);
  }
  std::ranges::sort(files, {}, &HubFile::path);
  const auto same = std::ranges::adjacent_find(files, {}, &HubFile::path);
  if (same != files.end()) {
    throw Error(ErrorKind::kBadData, describe(url) + ": " + same->path + " stands there twice");
  }
  return files;
}

HubSession::FileOutcome HubSession::get_file(const std::string& commit, const std::string& path,
                                             const std::function<std::uint64_t()>& begin,
                                             const BodySink& sink,
                                             const std::stop_token& stop) const {
  HttpRequest request =
      make_request((repo_.type == RepoType::kModel ? "/" : "/datasets/") + repo_.id + "/resolve/" +
                   commit + "/" + percent_encode(path, "/"));
  // Ranges and sizes are those of the file itself, not of a compressed one.
  request.headers.add("Accept-Encoding", "identity");
  request.sink = sink;
  request.stop = stop;
  FileOutcome result;
  const auto attempt = [&](unsigned) {
    result.is_from_hub = true;
    if (const std::uint64_t position = begin(); position > 0) {
      request.headers.set("Range", "bytes=" + std::to_string(position) + "-");
    } else {
      request.headers.remove("Range");
    }
    RedirectOptions redirects;
    redirects.on_redirect = [&](const HttpReply&, const Url& target) {
      result.is_from_hub = is_same_origin(target, endpoint_);
    };
    return send_following_redirects(client_, request, redirects);
  };
  result.outcome = retry(attempt, policy_, make_hooks(stop), clock_);
  return result;
}

}  // namespace assay
