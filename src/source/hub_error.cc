#include "source/hub_error.h"

#include <algorithm>
#include <array>

#include "net/redact.h"

namespace assay {
namespace {

constexpr std::size_t kLongestQuote = 200;

// What the server says about it, fit for a message: one line, short, without secrets.
std::string quote(const HttpReply& reply, const HubOptions& options) {
  const std::array<std::string, 1> secrets = {options.token};
  std::string text = redact(reply.headers.get("X-Error-Message"), secrets);
  std::ranges::replace_if(text, [](char c) { return c >= '\0' && c < ' '; }, ' ');
  if (text.size() > kLongestQuote) text = text.substr(0, kLongestQuote) + "...";
  return text.empty() ? "" : " (\"" + text + "\")";
}

std::string retry_advice(const HttpReply& reply, const HubOptions& options) {
  const std::string after = redact(reply.headers.get("Retry-After").substr(0, 40));
  return (after.empty() ? "" : "; it asks to wait until: " + after + " (s)") +
         (options.token.empty() ? std::string("; HF_TOKEN raises the limit") : "");
}

std::string token_advice(const HubOptions& options) {
  return options.token.empty() ? "set HF_TOKEN to a token that may read it"
                               : "the token that is set may not read it";
}

}  // namespace

void throw_hub_error(const HubRepo& repo, const std::string& revision, const HttpOutcome& outcome,
                     const HubOptions& options) {
  using Kind = TransportFailure::Kind;
  if (outcome.failure) {
    if (outcome.failure->kind == Kind::kInterrupted)
      throw Error(ErrorKind::kInterrupted, "interrupted");
    throw Error(ErrorKind::kUnavailable, repo.id + ": " + outcome.failure->message);
  }
  const HttpReply& reply = outcome.reply;
  const std::string code = reply.headers.get("X-Error-Code");
  const std::string message = reply.headers.get("X-Error-Message");
  const std::string status = std::to_string(reply.status);
  if (code == "RevisionNotFound") {
    throw RevisionNotFound(repo.id + ": there is no revision '" + revision + "'");
  }
  if (code == "GatedRepo") {
    throw Error(
        ErrorKind::kUsage,
        repo.id + " is gated: accept its conditions at " +
            redact(options.endpoint + (repo.type == RepoType::kModel ? "/" : "/datasets/")) +
            repo.id + " and " +
            (options.token.empty() ? "set HF_TOKEN to a token of that account"
                                   : "use a token of that account: the one that is set may "
                                     "not read it") +
            quote(reply, options));
  }
  if (message == "Invalid credentials in Authorization header" ||
      (reply.status == 401 && code.empty() && !options.token.empty())) {
    throw Error(ErrorKind::kUsage,
                "the hub does not accept the token from HF_TOKEN or the token file" +
                    quote(reply, options));
  }
  if (code == "EntryNotFound") {
    throw Error(ErrorKind::kBadData,
                repo.id + "@" + revision + ": the hub lists a file that it does not have");
  }
  if (code == "RepoNotFound" || reply.status == 401 || reply.status == 404) {
    throw Error(ErrorKind::kUsage, "the hub has no " + describe(repo) + ", or it is private: " +
                                       token_advice(options) + " (" + status + ")");
  }
  if (reply.status == 403) {
    throw Error(ErrorKind::kUsage, repo.id + ": the hub forbids it (403)" + quote(reply, options) +
                                       ": " + token_advice(options));
  }
  if (reply.status == 429) {
    throw Error(ErrorKind::kUnavailable, repo.id + ": the hub has had too many requests (429)" +
                                             retry_advice(reply, options));
  }
  throw Error(ErrorKind::kUnavailable,
              repo.id + ": the hub answers with status " + status + quote(reply, options));
}

}  // namespace assay
