#include "aws/sts.h"

#include <vector>

#include "assay/error.h"
#include "aws/sigv4.h"
#include "base/file.h"
#include "net/redact.h"
#include "net/retry.h"

namespace assay {
namespace {

constexpr const char* kFormType = "application/x-www-form-urlencoded; charset=utf-8";

void add(std::string& form, const char* name, const std::string& value) {
  if (value.empty()) return;
  form += std::string("&") + name + "=" + percent_encode(value);
}

std::string form_of(const char* action, const RoleRequest& request) {
  std::string form = std::string("Action=") + action + "&Version=2011-06-15";
  add(form, "RoleArn", request.role_arn);
  add(form, "RoleSessionName", request.session_name.empty() ? "assay" : request.session_name);
  add(form, "ExternalId", request.external_id);
  add(form, "DurationSeconds", request.duration_seconds);
  return form;
}

Credentials call(const CredentialContext& context, const RoleRequest& request, std::string form,
                 const Credentials* by) {
  const std::string region = context.settings->region();
  if (region.empty()) {
    throw Error(ErrorKind::kUsage, "no AWS region for STS: give --region or AWS_REGION");
  }
  HttpRequest http{.method = "POST",
                   .url = context.settings->endpoint(AwsService::kSts, region),
                   .headers = {{"Content-Type", kFormType}, {"Accept", "application/xml"}},
                   .body = std::move(form),
                   .timeouts = {.total = std::chrono::milliseconds(30'000)}};
  const HttpOutcome outcome = retry(
      [&](unsigned) {
        HttpRequest attempt = http;
        if (by != nullptr) {
          HttpHeaders headers = {{"Host", host_header(http.url)}, {"Content-Type", kFormType}};
          const Signature signature = sign_v4(
              {.method = http.method, .path = http.url.path, .headers = headers, .body = http.body},
              *by, {.region = region, .service = "sts", .now = context.now()});
          for (const auto& [name, value] : signature.headers) attempt.headers.set(name, value);
        }
        return context.http->send(attempt);
      },
      {.max_attempts = 3});
  if (!outcome.is_success()) {
    std::vector<std::string> secrets;
    if (by != nullptr) secrets = secrets_of(*by);
    const std::string reason = outcome.failure
                                   ? outcome.failure->message
                                   : xml_text(outcome.reply.body, "Code") + ": " +
                                         redact(xml_text(outcome.reply.body, "Message"), secrets);
    throw Error(ErrorKind::kUnavailable,
                request.source + ": " + request.role_arn + " cannot be assumed: " + reason);
  }
  return parse_sts_credentials(outcome.reply.body, request.source);
}

}  // namespace

Credentials assume_role(const CredentialContext& context, const RoleRequest& request,
                        const Credentials& by) {
  return call(context, request, form_of("AssumeRole", request), &by);
}

Credentials assume_role_with_web_identity(const CredentialContext& context,
                                          const RoleRequest& request,
                                          const std::string& token_file) {
  std::string form = form_of("AssumeRoleWithWebIdentity", request);
  std::string token = read_file(token_file);
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  add(form, "WebIdentityToken", token);
  return call(context, request, std::move(form), nullptr);
}

}  // namespace assay
