#include "net/redirect.h"

namespace assay {
namespace {

bool is_redirect(const HttpReply& reply) {
  return (reply.status == 301 || reply.status == 302 || reply.status == 303 ||
          reply.status == 307 || reply.status == 308) &&
         reply.headers.find("Location") != nullptr;
}

HttpOutcome fail(HttpOutcome outcome, const std::string& message) {
  outcome.failure = {.kind = TransportFailure::Kind::kOther, .message = message};
  return outcome;
}

void become_get(HttpRequest& request) {
  request.method = "GET";
  request.body.clear();
  request.headers.remove("Content-Type");
  request.headers.remove("Content-Length");
}

void forget_credentials(HttpRequest& request) {
  for (const char* name : {"Authorization", "Cookie", "Proxy-Authorization"}) {
    request.headers.remove(name);
  }
}

}  // namespace

HttpOutcome send_following_redirects(HttpClient& client, HttpRequest request,
                                     const RedirectOptions& options) {
  for (unsigned step = 0;; ++step) {
    HttpOutcome outcome = client.send(request);
    if (outcome.failure || !is_redirect(outcome.reply)) return outcome;
    const std::string from = describe(request.url);
    if (step == options.limit) return fail(std::move(outcome), from + ": too many redirects");
    auto target = resolve_url(request.url, outcome.reply.headers.get("Location"));
    if (!target) {
      return fail(std::move(outcome), from + ": redirected to something that is no address");
    }
    if (request.url.scheme == "https" && target->scheme == "http") {
      return fail(std::move(outcome),
                  from + ": redirected to " + describe(*target) + ", which is not encrypted");
    }
    if (options.on_redirect) options.on_redirect(outcome.reply, *target);
    if (!is_same_origin(request.url, *target)) forget_credentials(request);
    const int status = outcome.reply.status;
    const bool is_head = request.method == "HEAD";
    if ((status == 303 && !is_head) || (status <= 302 && request.method == "POST")) {
      become_get(request);
    }
    request.url = *std::move(target);
  }
}

}  // namespace assay
