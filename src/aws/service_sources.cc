// Credentials that the machine gives: environment, web identity, container, EC2.
#include <algorithm>
#include <array>
#include <utility>

#include "assay/error.h"
#include "aws/credential_sources.h"
#include "aws/sts.h"
#include "base/file.h"
#include "net/retry.h"

namespace assay {
namespace {

class EnvironmentSource final : public CredentialSource {
 public:
  explicit EnvironmentSource(CredentialContext context) : context_(std::move(context)) {}
  [[nodiscard]] std::optional<Credentials> load() override {
    const auto& variable = context_.settings->environment().variable;
    const auto id = variable("AWS_ACCESS_KEY_ID");
    const auto secret = variable("AWS_SECRET_ACCESS_KEY");
    if (!id && !secret) return std::nullopt;
    if (!id || !secret) {
      throw Error(ErrorKind::kUsage,
                  std::string("AWS credentials: ") +
                      (id ? "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not"
                          : "AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not"));
    }
    return Credentials{.access_key_id = *id,
                       .secret_access_key = *secret,
                       .session_token = variable("AWS_SESSION_TOKEN").value_or(""),
                       .source = "environment"};
  }

 private:
  CredentialContext context_;
};

class WebIdentitySource final : public CredentialSource {
 public:
  explicit WebIdentitySource(CredentialContext context) : context_(std::move(context)) {}
  [[nodiscard]] std::optional<Credentials> load() override {
    const auto& variable = context_.settings->environment().variable;
    const auto file = variable("AWS_WEB_IDENTITY_TOKEN_FILE");
    const auto role = variable("AWS_ROLE_ARN");
    if (!file || !role) return std::nullopt;
    return assume_role_with_web_identity(
        context_,
        {.role_arn = *role,
         .session_name = variable("AWS_ROLE_SESSION_NAME").value_or(""),
         .source = "web identity"},
        *file);
  }

 private:
  CredentialContext context_;
};

// Plain http is for addresses that no other machine can answer.
bool may_be_asked_without_tls(const Url& url) {
  static constexpr std::array<std::string_view, 6> kHosts = {
      "localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "127.0.0.1"};
  return std::ranges::find(kHosts, url.host) != kHosts.end() || url.host.starts_with("127.");
}

class ContainerSource final : public CredentialSource {
 public:
  explicit ContainerSource(CredentialContext context) : context_(std::move(context)) {}
  [[nodiscard]] std::optional<Credentials> load() override {
    const auto& variable = context_.settings->environment().variable;
    const auto relative = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const auto full = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (!relative && !full) return std::nullopt;
    const auto url = parse_url(relative ? context_.container_host + *relative : *full);
    if (!url || (url->scheme == "http" && !may_be_asked_without_tls(*url))) {
      throw Error(ErrorKind::kUsage,
                  "AWS_CONTAINER_CREDENTIALS_FULL_URI has to be https, or http on this machine");
    }
    HttpRequest request{.url = *url, .timeouts = {.total = std::chrono::milliseconds(2000)}};
    if (const auto file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
      std::string token = read_file(*file);
      while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
      request.headers.set("Authorization", token);
    } else if (const auto token = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")) {
      request.headers.set("Authorization", *token);
    }
    const HttpOutcome outcome =
        retry([&](unsigned) { return context_.http->send(request); }, {.max_attempts = 3});
    if (!outcome.is_success()) {
      throw Error(ErrorKind::kUnavailable,
                  "AWS credentials from the container endpoint: " +
                      (outcome.failure ? outcome.failure->message
                                       : "status " + std::to_string(outcome.reply.status)));
    }
    return parse_credential_json(outcome.reply.body, "container");
  }

 private:
  CredentialContext context_;
};

// One reply of the metadata service; nullopt when there is no such service or no such thing.
std::optional<std::string> ask_metadata(const CredentialContext& context, const std::string& path) {
  const auto& variable = context.settings->environment().variable;
  if (is_true(variable("AWS_EC2_METADATA_DISABLED"))) return std::nullopt;
  const std::string host =
      variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or(context.metadata_host);
  const auto send = [&](const char* method, const std::string& where,
                        HttpHeaders headers) -> std::optional<std::string> {
    const auto url = parse_url(host + where);
    if (!url) return std::nullopt;
    const HttpOutcome outcome =
        context.http->send({.method = method,
                            .url = *url,
                            .headers = std::move(headers),
                            .timeouts = {.connect = std::chrono::milliseconds(1000),
                                         .total = std::chrono::milliseconds(1000)}});
    if (!outcome.is_success()) return std::nullopt;
    return outcome.reply.body;
  };
  const auto token =
      send("PUT", "/latest/api/token", {{"x-aws-ec2-metadata-token-ttl-seconds", "21600"}});
  if (!token) return std::nullopt;
  return send("GET", path, {{"x-aws-ec2-metadata-token", *token}});
}

class MetadataSource final : public CredentialSource {
 public:
  explicit MetadataSource(CredentialContext context) : context_(std::move(context)) {}
  [[nodiscard]] std::optional<Credentials> load() override {
    const std::string folder = "/latest/meta-data/iam/security-credentials/";
    const auto roles = ask_metadata(context_, folder);
    if (!roles || roles->empty()) return std::nullopt;
    const auto keys = ask_metadata(context_, folder + roles->substr(0, roles->find('\n')));
    if (!keys) return std::nullopt;
    return parse_credential_json(*keys, "EC2 instance");
  }

 private:
  CredentialContext context_;
};

class Chain final : public CredentialSource {
 public:
  explicit Chain(const CredentialContext& context) {
    if (!context.settings->is_profile_chosen()) {
      sources_.push_back(make_environment_source(context));
      sources_.push_back(make_web_identity_source(context));
    }
    sources_.push_back(make_profile_source(context));
    sources_.push_back(make_container_source(context));
    sources_.push_back(make_metadata_source(context));
  }
  [[nodiscard]] std::optional<Credentials> load() override {
    for (const auto& source : sources_) {
      if (auto credentials = source->load()) return credentials;
    }
    return std::nullopt;
  }

 private:
  std::vector<std::unique_ptr<CredentialSource>> sources_;
};

}  // namespace

std::unique_ptr<CredentialSource> make_environment_source(CredentialContext context) {
  return std::make_unique<EnvironmentSource>(std::move(context));
}
std::unique_ptr<CredentialSource> make_web_identity_source(CredentialContext context) {
  return std::make_unique<WebIdentitySource>(std::move(context));
}
std::unique_ptr<CredentialSource> make_container_source(CredentialContext context) {
  return std::make_unique<ContainerSource>(std::move(context));
}
std::unique_ptr<CredentialSource> make_metadata_source(CredentialContext context) {
  return std::make_unique<MetadataSource>(std::move(context));
}
std::unique_ptr<CredentialSource> make_credential_chain(const CredentialContext& context) {
  return std::make_unique<Chain>(context);
}

std::string metadata_region(const CredentialContext& context) {
  return ask_metadata(context, "/latest/meta-data/placement/region").value_or("");
}

}  // namespace assay
