#include "encoder/json_api.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assay/error.h"
#include "base/json_object.h"
#include "encoder/embedding_service.h"
#include "net/redact.h"

namespace assay {
namespace {

constexpr std::size_t kLongestReason = 300;

Url parse_base(const JsonApiOptions& options) {
  auto url = parse_url(options.base_url);
  if (!url || url->query) {
    throw Error(ErrorKind::kUsage, options.label + ": the base address is no http address");
  }
  while (url->path.ends_with('/')) url->path.pop_back();
  return *std::move(url);
}

// What the many kinds of servers call their reason: {"error": {"message", "code"}} (OpenAI),
// {"message"} (Cohere), {"error": "..."} (TEI), {"detail": ...} (FastAPI).
std::string find_message(const Json& body) {
  if (!body.is_object()) return "";
  for (const char* key : {"error", "message", "detail"}) {
    const auto found = body.find(key);
    if (found == body.end()) continue;
    if (found->is_string()) return found->get<std::string>();
    if (found->is_object() && found->contains("message") && (*found)["message"].is_string())
      return (*found)["message"].get<std::string>();
    if (!found->is_null()) return found->dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return "";
}

// OpenAI says 429 also when the account is out of money: waiting does not help then.
bool is_out_of_money(const HttpReply& reply) {
  return reply.status == 429 && reply.body.find("insufficient_quota") != std::string::npos;
}

bool is_retryable(const HttpRequest& request, const HttpOutcome& outcome) {
  if (is_out_of_money(outcome.reply)) return false;
  // Replies to POST are checked, and asked for again, by those who know what has to be in them.
  if (request.method == "GET" && outcome.is_success()) return !Json::accept(outcome.reply.body);
  // 424: the model behind a server of TEI failed; 529: overloaded, of several providers.
  const int status = outcome.reply.status;
  return is_transient(outcome) || (!outcome.failure && (status == 424 || status == 529));
}

}  // namespace

JsonApi::JsonApi(JsonApiOptions options)
    : options_(std::move(options)),
      base_(parse_base(options_)),
      client_(make_http_client()),
      limit_(std::max(1U, options_.concurrency / 2), std::max(1U, options_.concurrency)) {}

HttpRequest JsonApi::make_request(const std::string& path) const {
  HttpRequest request;
  request.url = base_;
  request.url.path += path;
  request.headers.add("Accept", "application/json");
  if (!options_.key.empty()) request.headers.add("Authorization", "Bearer " + options_.key);
  request.timeouts.stall = std::chrono::seconds(120);
  return request;
}

JsonApi::Sent JsonApi::send(HttpRequest request, const std::stop_token& stop) {
  request.stop = stop;
  Sent sent;
  RetryHooks hooks;
  hooks.stop = stop;
  hooks.is_retryable = [&](const HttpOutcome& outcome) { return is_retryable(request, outcome); };
  hooks.on_retry = [&](const HttpOutcome& outcome, unsigned, std::chrono::milliseconds delay) {
    if (!options_.note || delay < std::chrono::seconds(5)) return;
    options_.note(options_.label + ": " +
                  (outcome.failure ? outcome.failure->message
                                   : "status " + std::to_string(outcome.reply.status)) +
                  "; trying again in " + std::to_string(delay.count() / 1000) + " s");
  };
  const auto attempt = [&](unsigned) {
    const auto ticket = limit_.acquire(stop);
    if (!ticket) {
      return HttpOutcome{.reply = {},
                         .failure = TransportFailure{.kind = TransportFailure::Kind::kInterrupted,
                                                     .message = "interrupted"}};
    }
    ++sent.calls;
    HttpOutcome outcome = client_->send(request);
    const bool is_throttled = !outcome.failure && outcome.reply.status == 429;
    if (is_throttled) ++sent.throttles;
    limit_.release(*ticket, is_throttled           ? ConcurrencyLimit::Result::kThrottled
                            : outcome.is_success() ? ConcurrencyLimit::Result::kSuccess
                                                   : ConcurrencyLimit::Result::kOther);
    return outcome;
  };
  sent.outcome = retry(attempt, {.max_attempts = options_.max_attempts}, hooks);
  return sent;
}

std::string JsonApi::reason_of(const HttpReply& reply) const {
  const std::array<std::string, 1> secrets = {options_.key};
  const Json body = Json::parse(reply.body, nullptr, /*allow_exceptions=*/false);
  std::string reason = redact(find_message(body), secrets);
  std::ranges::replace_if(reason, [](char c) { return c >= '\0' && c < ' '; }, ' ');
  if (reason.size() > kLongestReason) reason = reason.substr(0, kLongestReason) + "...";
  return reason.empty() ? "" : ": " + reason;
}

void JsonApi::refuse(const Sent& sent) const {
  const HttpReply& reply = sent.outcome.reply;
  if (const auto& failure = sent.outcome.failure) {
    if (failure->kind == TransportFailure::Kind::kInterrupted)
      throw Error(ErrorKind::kInterrupted, options_.label + ": interrupted");
    throw Error(ErrorKind::kUnavailable, options_.label + ": " + failure->message);
  }
  const std::string status = " (" + std::to_string(reply.status) + ")" + reason_of(reply);
  switch (reply.status) {
    case 400:
    case 413:
    case 422:
      throw RefusedText(std::nullopt, "the service refuses it" + status, sent.calls);
    case 401:
    case 403:
      throw Error(ErrorKind::kUsage,
                  options_.label +
                      (options_.key.empty()
                           ? ": the service wants a key: set " + options_.key_variable
                           : ": the service does not accept the key in " + options_.key_variable) +
                      status);
    case 404:
    case 405:
      throw Error(ErrorKind::kUsage,
                  options_.label + ": " + address() + " has no such model or address" + status);
    default:
      throw Error(
          ErrorKind::kUnavailable,
          options_.label +
              (is_out_of_money(reply) ? ": the account has no quota left" : ": the service fails") +
              status);
  }
}

JsonApi::Answer JsonApi::post(const std::string& path, const Json& body,
                              const std::stop_token& stop) {
  HttpRequest request = make_request(path);
  request.method = "POST";
  request.headers.add("Content-Type", "application/json");
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  const Sent sent = send(std::move(request), stop);
  if (!sent.outcome.is_success()) refuse(sent);
  return {.body = parse_json(sent.outcome.reply.body, options_.label + ": reply"),
          .headers = sent.outcome.reply.headers,
          .calls = sent.calls,
          .throttles = sent.throttles};
}

std::optional<Json> JsonApi::get(const std::string& path, const std::stop_token& stop) {
  const Sent sent = send(make_request(path), stop);
  if (!sent.outcome.failure && sent.outcome.reply.status == 404) return std::nullopt;
  if (!sent.outcome.is_success()) refuse(sent);
  return parse_json(sent.outcome.reply.body, options_.label + ": reply");
}

}  // namespace assay
