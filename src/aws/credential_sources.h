#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "net/http.h"

namespace assay {

// One place where credentials can come from.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  // nullopt: nothing points there. Throws Error{kUnavailable, kUsage} saying what to do when something
  // does and it does not work.
  [[nodiscard]] virtual std::optional<Credentials> load() = 0;
};

// What the sources work with.
struct CredentialContext {
  const AwsSettings* settings = nullptr;
  HttpClient* http = nullptr;
  std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
  // Addresses that only tests change.
  std::string container_host = "http://169.254.170.2";
  std::string metadata_host = "http://169.254.169.254";
  std::string sso_host;  // "" = https://portal.sso.<region>.amazonaws.com
};

// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; passed over when a profile was chosen with
// a flag.
[[nodiscard]] std::unique_ptr<CredentialSource> make_environment_source(CredentialContext context);
// AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN: a role by a token, as in Kubernetes.
[[nodiscard]] std::unique_ptr<CredentialSource> make_web_identity_source(CredentialContext context);
// The profile: a role to assume (source_profile or credential_source), SSO by the token that `aws sso
// login` left, keys, a program (credential_process), in this order.
[[nodiscard]] std::unique_ptr<CredentialSource> make_profile_source(CredentialContext context);
// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI: ECS, EKS, SageMaker jobs.
[[nodiscard]] std::unique_ptr<CredentialSource> make_container_source(CredentialContext context);
// EC2's metadata service, version 2 only. Last, because it takes a second where there is none.
[[nodiscard]] std::unique_ptr<CredentialSource> make_metadata_source(CredentialContext context);

// All of them, in this order; nullopt when none has anything.
[[nodiscard]] std::unique_ptr<CredentialSource> make_credential_chain(
    const CredentialContext& context);

// The region that EC2's metadata service tells; "" when there is none.
[[nodiscard]] std::string metadata_region(const CredentialContext& context);

// {"AccessKeyId", "SecretAccessKey", "Token" or "SessionToken", "Expiration"} of the container endpoint, the
// metadata service and credential programs. Throws Error{kBadData} when keys are missing.
[[nodiscard]] Credentials parse_credential_json(const std::string& text, const std::string& source);
// The <Credentials> of an STS reply. Throws likewise.
[[nodiscard]] Credentials parse_sts_credentials(const std::string& xml, const std::string& source);
// The text of the first element of that name, "" when there is none.
[[nodiscard]] std::string xml_text(const std::string& xml, const std::string& element);
// "2026-01-02T03:04:05Z", also with fraction or "+00:00" or "UTC"; nullopt for anything else.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parse_iso_time(
    const std::string& text);
// A command line in words, as a POSIX shell would split it; no variables, no wild cards.
[[nodiscard]] std::vector<std::string> split_command(const std::string& line);

}  // namespace assay
