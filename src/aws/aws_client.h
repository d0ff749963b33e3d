#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "aws/aws_error.h"
#include "aws/credential_cache.h"
#include "aws/endpoint.h"
#include "net/concurrency_limit.h"
#include "net/http.h"
#include "net/retry.h"

namespace assay {

// One call of an AWS operation.
struct AwsCall {
  AwsService service = AwsService::kBedrockRuntime;
  std::string method = "POST";
  std::string path = "/";  // as it goes over the wire, percent-encoded
  std::string query;       // likewise, without "?"
  HttpHeaders headers;     // Content-Type, Accept, X-Amz-...: all signed
  std::string body;
  std::string region;       // where it is, when that is not the client's region
  std::string host_prefix;  // in front of the endpoint's host, with a dot between: S3's buckets
  std::chrono::seconds stall{70};  // a model may think for 60 seconds
  std::stop_token stop;
};

struct AwsOutcome {
  HttpReply reply;
  std::optional<AwsError> error;  // of the last attempt
  unsigned attempts = 0;
  unsigned throttles = 0;

  // The service has looked at the request and turned it down, and nothing that was sent before can have
  // been carried out: nothing was made, nothing was bought.
  [[nodiscard]] bool is_refused() const {
    const bool is_first = attempts - throttles <= 1;
    return error && is_first && error->status >= 400 && error->status < 500;
  }
};

struct AwsClientOptions {
  unsigned max_attempts = 10;
  RetryClock clock = real_retry_clock();
  ConcurrencyLimit* limit = nullptr;  // held while a request is under way, not while one waits
  // Told of what is worth knowing once: a clock that was corrected.
  std::function<void(const std::string& line)> note;
};

// Signs and sends calls, and sends them again by the rules of max_attempts_for: full jitter from 1 s
// when throttled and 50 ms otherwise, the service's own wish (x-amz-retry-after, Retry-After) first.
// Credentials that are not taken are refreshed once; a wrong clock is corrected by the reply's
// date. Any thread may call.
class AwsClient {
 public:
  AwsClient(std::shared_ptr<const AwsSettings> settings, std::shared_ptr<HttpClient> http,
            std::shared_ptr<CredentialCache> credentials, AwsClientOptions options);

  // Throws Error{kUsage} for missing credentials or region, what the credentials' source throws, and
  // Error{kInterrupted} when asked to stop.
  [[nodiscard]] AwsOutcome call(const AwsCall& call);

  [[nodiscard]] const AwsSettings& settings() const noexcept { return *settings_; }
  // The region; asks the metadata service when nothing names one. Throws Error{kUsage} when that does not
  // know either.
  [[nodiscard]] const std::string& region() const noexcept { return region_; }

 private:
  [[nodiscard]] HttpOutcome send(const AwsCall& call, const Url& endpoint,
                                 std::optional<Credentials>& used);
  [[nodiscard]] std::chrono::system_clock::time_point now() const;
  void correct_clock(const HttpReply& reply);
  [[nodiscard]] std::chrono::milliseconds delay_before(const AwsError& error,
                                                       const HttpReply& reply, unsigned retry);

  std::shared_ptr<const AwsSettings> settings_;
  std::shared_ptr<HttpClient> http_;
  std::shared_ptr<CredentialCache> credentials_;
  AwsClientOptions options_;
  std::string region_;
  std::string bearer_token_;
  std::atomic<std::int64_t> clock_offset_seconds_{0};
};

// Everything from the environment: settings, credential chain, HTTP.
[[nodiscard]] std::shared_ptr<AwsClient> make_aws_client(const AwsChoice& choice,
                                                         AwsClientOptions options);

}  // namespace assay
