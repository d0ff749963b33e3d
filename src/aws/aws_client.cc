#include "aws/aws_client.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "aws/sigv4.h"
#include "net/http_date.h"
#include "net/redact.h"

namespace assay {
namespace {

using std::chrono::milliseconds;
using Kind = AwsError::Kind;

constexpr std::chrono::seconds kSkewWorthACorrection{60};

std::optional<milliseconds> parse_milliseconds(const std::string& text) {
  long value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return milliseconds(value);
}

// What a service did not like it likes to repeat: the string that a wrong signature covers holds the
// session token.
void hide_secrets(std::string& message, const std::optional<Credentials>& used,
                  const std::string& bearer_token) {
  std::vector<std::string> secrets;
  if (used) secrets = secrets_of(*used);
  secrets.push_back(bearer_token);
  message = redact(message, secrets);
}

ConcurrencyLimit::Result result_of(const std::optional<AwsError>& error) {
  if (!error) return ConcurrencyLimit::Result::kSuccess;
  return error->kind == Kind::kThrottled ? ConcurrencyLimit::Result::kThrottled
                                         : ConcurrencyLimit::Result::kOther;
}

}  // namespace

AwsClient::AwsClient(std::shared_ptr<const AwsSettings> settings, std::shared_ptr<HttpClient> http,
                     std::shared_ptr<CredentialCache> credentials, AwsClientOptions options)
    : settings_(std::move(settings)),
      http_(std::move(http)),
      credentials_(std::move(credentials)),
      options_(std::move(options)),
      region_(settings_->region()),
      bearer_token_(settings_->environment().variable("AWS_BEARER_TOKEN_BEDROCK").value_or("")) {
  if (region_.empty()) {
    region_ = metadata_region({.settings = settings_.get(), .http = http_.get()});
  }
  if (region_.empty()) {
    throw Error(ErrorKind::kUsage,
                "no AWS region: give --region, or set AWS_REGION or the profile's region");
  }
}

std::chrono::system_clock::time_point AwsClient::now() const {
  return options_.clock.now() + std::chrono::seconds(clock_offset_seconds_.load());
}

HttpOutcome AwsClient::send(const AwsCall& call, const Url& endpoint,
                            std::optional<Credentials>& used) {
  HttpRequest request{.method = call.method, .url = endpoint, .headers = call.headers};
  // An endpoint may have a path of its own in front.
  std::string front = endpoint.path;
  while (front.ends_with('/')) front.pop_back();
  request.url.path = front + call.path;
  if (!call.query.empty()) request.url.query = call.query;
  request.body = call.body;
  request.timeouts.stall = call.stall;
  request.stop = call.stop;
  const bool is_bedrock =
      call.service == AwsService::kBedrock || call.service == AwsService::kBedrockRuntime;
  if (is_bedrock && !bearer_token_.empty()) {
    request.headers.set("Authorization", "Bearer " + bearer_token_);
    return http_->send(request);
  }
  used = credentials_->get();
  HttpHeaders to_sign = call.headers;
  to_sign.set("Host", host_header(request.url));
  const bool is_s3 = call.service == AwsService::kS3;
  const Signature signature = sign_v4({.method = request.method,
                                       .path = request.url.path,
                                       .query = call.query,
                                       .headers = to_sign,
                                       .body = request.body},
                                      *used,
                                      {.region = call.region.empty() ? region_ : call.region,
                                       .service = std::string(signing_name(call.service)),
                                       .now = now(),
                                       .normalize_path = !is_s3,
                                       .encode_path = !is_s3,
                                       .add_content_sha256 = is_s3});
  for (const auto& [name, value] : signature.headers) request.headers.set(name, value);
  return http_->send(request);
}

void AwsClient::correct_clock(const HttpReply& reply) {
  const auto date = parse_http_date(reply.headers.get("Date"));
  if (!date) return;
  const auto offset =
      std::chrono::duration_cast<std::chrono::seconds>(*date - options_.clock.now());
  const std::chrono::seconds before(clock_offset_seconds_.load());
  if (std::chrono::abs(offset - before) < kSkewWorthACorrection) return;
  clock_offset_seconds_ = offset.count();
  if (options_.note) {
    options_.note("this machine's clock differs from AWS's by " +
                  std::to_string(std::abs(offset.count())) + " s: requests are signed with AWS's");
  }
}

milliseconds AwsClient::delay_before(const AwsError& error, const HttpReply& reply,
                                     unsigned retry) {
  if (const auto wish = parse_milliseconds(reply.headers.get("x-amz-retry-after"))) return *wish;
  if (const auto wish = parse_retry_after(reply, options_.clock.now())) return *wish;
  if (error.kind == Kind::kCredentials || error.kind == Kind::kClock) return milliseconds(0);
  RetryPolicy policy;
  policy.base_delay =
      milliseconds(error.kind == Kind::kThrottled || error.kind == Kind::kNotReady ? 1000 : 50);
  return full_jitter_delay(policy, retry, options_.clock.random());
}

AwsOutcome AwsClient::call(const AwsCall& call) {
  Url endpoint = settings_->endpoint(call.service, call.region.empty() ? region_ : call.region);
  if (!call.host_prefix.empty()) endpoint.host.insert(0, call.host_prefix + ".");
  AwsOutcome outcome;
  std::map<Kind, unsigned> failures;
  while (true) {
    std::optional<ConcurrencyLimit::Ticket> ticket;
    if (options_.limit != nullptr) {
      ticket = options_.limit->acquire(call.stop);
      if (!ticket) throw Error(ErrorKind::kInterrupted, "stopped");
    }
    std::optional<Credentials> used;
    HttpOutcome sent;
    try {
      sent = send(call, endpoint, used);
    } catch (...) {
      if (ticket) options_.limit->release(*ticket, ConcurrencyLimit::Result::kOther);
      throw;
    }
    outcome.error = find_aws_error(sent);
    if (outcome.error) hide_secrets(outcome.error->message, used, bearer_token_);
    outcome.reply = std::move(sent.reply);
    if (ticket) options_.limit->release(*ticket, result_of(outcome.error));
    ++outcome.attempts;
    if (!outcome.error) return outcome;
    if (outcome.error->kind == Kind::kInterrupted) throw Error(ErrorKind::kInterrupted, "stopped");
    if (outcome.error->kind == Kind::kThrottled) ++outcome.throttles;
    // A rare kind of failure counts by itself: throttling before it takes none of its attempts.
    const unsigned failed = ++failures[outcome.error->kind];
    if (outcome.attempts >= options_.max_attempts ||
        failed >= max_attempts_for(*outcome.error, options_.max_attempts)) {
      return outcome;
    }
    if (outcome.error->kind == Kind::kCredentials && used) credentials_->refuse(*used);
    if (outcome.error->kind == Kind::kClock) correct_clock(outcome.reply);
    const milliseconds delay = delay_before(*outcome.error, outcome.reply, outcome.attempts - 1);
    if (delay.count() > 0 && !options_.clock.sleep(delay, call.stop)) {
      throw Error(ErrorKind::kInterrupted, "stopped");
    }
  }
}

std::shared_ptr<AwsClient> make_aws_client(const AwsChoice& choice, AwsClientOptions options) {
  auto settings = std::make_shared<const AwsSettings>(process_environment(), choice);
  HttpClientOptions http_options;
  http_options.ca_bundle = settings->environment().variable("AWS_CA_BUNDLE").value_or("");
  std::shared_ptr<HttpClient> http = make_http_client(http_options);
  auto chain = make_credential_chain({.settings = settings.get(), .http = http.get()});
  auto credentials = std::make_shared<CredentialCache>(
      std::move(chain), [] { return std::chrono::system_clock::now(); });
  return std::make_shared<AwsClient>(std::move(settings), std::move(http), std::move(credentials),
                                     std::move(options));
}

}  // namespace assay
