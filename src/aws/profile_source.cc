#include <set>
#include <utility>

#include "assay/error.h"
#include "aws/credential_sources.h"
#include "aws/run_program.h"
#include "aws/sts.h"
#include "base/file.h"
#include "base/json_object.h"
#include "base/sha256.h"
#include "net/retry.h"

namespace assay {
namespace {

using Section = AwsProfiles::Section;

std::string value_of(const Section& section, const char* key) {
  const auto found = section.find(key);
  return found == section.end() ? "" : found->second;
}

class ProfileSource final : public CredentialSource {
 public:
  explicit ProfileSource(CredentialContext context) : context_(std::move(context)) {}

  [[nodiscard]] std::optional<Credentials> load() override {
    std::set<std::string> visited;
    return load_profile(context_.settings->profile_name(), visited);
  }

 private:
  [[nodiscard]] std::optional<Credentials> load_profile(const std::string& name,
                                                        std::set<std::string>& visited) {
    const auto section = context_.settings->profiles().profile(name);
    if (!section) return std::nullopt;
    const std::string label = "profile " + name;
    const bool again = !visited.insert(name).second;
    // A profile may be its own source: then its keys are meant.
    if (!again && !value_of(*section, "role_arn").empty()) {
      return load_role(*section, label, visited);
    }
    if (!value_of(*section, "sso_account_id").empty()) return load_sso(*section, label + ": SSO");
    if (!value_of(*section, "aws_access_key_id").empty()) {
      return Credentials{.access_key_id = value_of(*section, "aws_access_key_id"),
                         .secret_access_key = value_of(*section, "aws_secret_access_key"),
                         .session_token = value_of(*section, "aws_session_token"),
                         .source = label};
    }
    const std::string program = value_of(*section, "credential_process");
    if (!program.empty()) {
      return parse_credential_json(run_program(split_command(program)),
                                   label + ": credential_process");
    }
    return std::nullopt;
  }

  [[nodiscard]] Credentials load_role(const Section& section, const std::string& label,
                                      std::set<std::string>& visited) {
    const RoleRequest request{.role_arn = value_of(section, "role_arn"),
                              .session_name = value_of(section, "role_session_name"),
                              .external_id = value_of(section, "external_id"),
                              .duration_seconds = value_of(section, "duration_seconds"),
                              .source = label};
    const std::string token_file = value_of(section, "web_identity_token_file");
    if (!token_file.empty()) return assume_role_with_web_identity(context_, request, token_file);
    const std::string from = value_of(section, "source_profile");
    const std::string kind = value_of(section, "credential_source");
    std::optional<Credentials> by;
    if (!from.empty()) {
      by = load_profile(from, visited);
    } else if (kind == "Environment") {
      CredentialContext plain = context_;
      by = make_environment_source(plain)->load();
    } else if (kind == "EcsContainer") {
      by = make_container_source(context_)->load();
    } else if (kind == "Ec2InstanceMetadata") {
      by = make_metadata_source(context_)->load();
    }
    if (!by) {
      throw Error(ErrorKind::kUsage,
                  "AWS " + label + " has a role_arn, but source_profile or credential_source (" +
                      (from.empty() ? kind : from) + ") gives no credentials for it");
    }
    return assume_role(context_, request, *by);
  }

  [[nodiscard]] Credentials load_sso(const Section& section, const std::string& label) {
    std::string start_url = value_of(section, "sso_start_url");
    std::string region = value_of(section, "sso_region");
    const std::string session = value_of(section, "sso_session");
    if (!session.empty()) {
      const auto shared = context_.settings->profiles().sso_session(session);
      if (!shared) {
        throw Error(ErrorKind::kUsage, "AWS " + label + ": there is no [sso-session " + session +
                                           "] in ~/.aws/config");
      }
      start_url = value_of(*shared, "sso_start_url");
      region = value_of(*shared, "sso_region");
    }
    Hasher hasher(Hasher::Kind::kSha1);
    hasher.update(session.empty() ? start_url : session);
    const auto file = context_.settings->environment().home / ".aws" / "sso" / "cache" /
                      (hasher.finish() + ".json");
    const std::string login = ": run 'aws sso login" +
                              (session.empty() ? " --profile " + context_.settings->profile_name()
                                               : " --sso-session " + session) +
                              "'";
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
      throw Error(ErrorKind::kUnavailable, "AWS " + label + ": not logged in" + login);
    }
    const JsonObject token = JsonObject::from_file(file);
    const auto expires = parse_iso_time(token.string("expiresAt").value_or(""));
    if (!expires || *expires <= context_.now()) {
      throw Error(ErrorKind::kUnavailable, "AWS " + label + ": the login has expired" + login);
    }
    return ask_portal(section, label, region, token.required_string("accessToken"), login);
  }

  [[nodiscard]] Credentials ask_portal(const Section& section, const std::string& label,
                                       const std::string& region, const std::string& token,
                                       const std::string& login) {
    const std::string host = context_.sso_host.empty()
                                 ? "https://portal.sso." + region + ".amazonaws.com"
                                 : context_.sso_host;
    const auto url = parse_url(host + "/federation/credentials?role_name=" +
                               percent_encode(value_of(section, "sso_role_name")) + "&account_id=" +
                               percent_encode(value_of(section, "sso_account_id")));
    if (!url) throw Error(ErrorKind::kUsage, "AWS " + label + ": sso_region is no region");
    const HttpRequest request{.url = *url,
                              .headers = {{"x-amz-sso_bearer_token", token}},
                              .timeouts = {.total = std::chrono::milliseconds(30'000)}};
    const HttpOutcome outcome =
        retry([&](unsigned) { return context_.http->send(request); }, {.max_attempts = 3});
    if (outcome.failure) {
      throw Error(ErrorKind::kUnavailable, "AWS " + label + ": " + outcome.failure->message);
    }
    if (!outcome.is_success()) {
      throw Error(ErrorKind::kUnavailable, "AWS " + label + ": the portal answers with " +
                                               std::to_string(outcome.reply.status) +
                                               (outcome.reply.status == 401 ? login : ""));
    }
    const JsonObject reply(parse_json(outcome.reply.body, label), label);
    const auto keys = reply.object("roleCredentials");
    if (!keys) throw Error(ErrorKind::kBadData, "AWS " + label + ": the reply has no credentials");
    Credentials credentials{.access_key_id = keys->required_string("accessKeyId"),
                            .secret_access_key = keys->required_string("secretAccessKey"),
                            .session_token = keys->string("sessionToken").value_or(""),
                            .source = label};
    if (const auto milliseconds = keys->number("expiration")) {
      credentials.expires = std::chrono::system_clock::time_point(
          std::chrono::milliseconds(static_cast<std::int64_t>(*milliseconds)));
    }
    return credentials;
  }

  CredentialContext context_;
};

}  // namespace

std::unique_ptr<CredentialSource> make_profile_source(CredentialContext context) {
  return std::make_unique<ProfileSource>(std::move(context));
}

}  // namespace assay
