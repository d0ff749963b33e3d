#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "assay/json.h"
#include "net/concurrency_limit.h"
#include "net/http.h"
#include "net/retry.h"

namespace assay {

// A service that takes and gives JSON and knows its callers by a key.
struct JsonApiOptions {
  std::string label;         // begins messages: "openai:text-embedding-3-small"
  std::string base_url;      // "https://api.openai.com/v1"
  std::string key;           // "" = none is sent
  std::string key_variable;  // where it comes from, for messages: "OPENAI_API_KEY"
  unsigned concurrency = 16;
  unsigned max_attempts = 10;
  std::function<void(const std::string&)> note = {};
};

class JsonApi {
 public:
  struct Answer {
    Json body;
    HttpHeaders headers;
    std::uint64_t calls = 0;      // requests sent, those that failed included
    std::uint64_t throttles = 0;  // how many of them were answered with 429
  };

  // Throws Error{kUsage} when `base_url` is no http address.
  explicit JsonApi(JsonApiOptions options);

  // Sends `body` to <base_url><path>; again after 408, 429, 5xx and cut connections, waiting as the
  // server asks, else longer and longer. Any thread may call. Throws RefusedText when the service
  // does not take what was sent (400, 413, 422); Error: kUsage for a key or address that is wrong
  // (401, 403, 404), kUnavailable when it cannot be had, kBadData when the reply is no JSON,
  // kInterrupted. The key is in no message.
  [[nodiscard]] Answer post(const std::string& path, const Json& body, const std::stop_token& stop);
  // The same for GET; nullopt where the service has no such address.
  [[nodiscard]] std::optional<Json> get(const std::string& path, const std::stop_token& stop);

  [[nodiscard]] const JsonApiOptions& options() const noexcept { return options_; }
  // The address without user and password.
  [[nodiscard]] std::string address() const { return describe(base_); }

 private:
  struct Sent {
    HttpOutcome outcome;
    std::uint64_t calls = 0;
    std::uint64_t throttles = 0;
  };
  [[nodiscard]] Sent send(HttpRequest request, const std::stop_token& stop);
  [[nodiscard]] HttpRequest make_request(const std::string& path) const;
  [[nodiscard]] std::string reason_of(const HttpReply& reply) const;
  [[noreturn]] void refuse(const Sent& sent) const;

  JsonApiOptions options_;
  Url base_;
  std::unique_ptr<HttpClient> client_;
  ConcurrencyLimit limit_;
};

}  // namespace assay
