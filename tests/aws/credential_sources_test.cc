#include "aws/credential_sources.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "assay/error.h"
#include "aws/aws_test_support.h"
#include "aws/credential_cache.h"
#include "base/sha256.h"
#include "support/error_of.h"
#include "support/loopback_server.h"

namespace assay {
namespace {

using std::chrono::minutes;
using std::chrono::system_clock;
using test::LoopbackServer;
using test::make_reply;
using test::ReceivedRequest;

constexpr const char* kStsReply =
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>"
    "<SecretAccessKey>role/secret</SecretAccessKey><SessionToken>tok&amp;en==</SessionToken>"
    "<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>"
    "</AssumeRoleResponse>";

class CredentialSourcesTest : public testing::Test {
 protected:
  std::optional<Credentials> load(const AwsChoice& choice = {}) {
    settings_ = world_.settings(choice);
    context_.settings = settings_.get();
    context_.http = http_.get();
    return make_credential_chain(context_)->load();
  }
  void no_metadata() { world_.variables["AWS_EC2_METADATA_DISABLED"] = "true"; }
  test::AwsWorld world_;
  std::shared_ptr<const AwsSettings> settings_;
  std::unique_ptr<HttpClient> http_ = make_http_client();
  CredentialContext context_;
};

TEST_F(CredentialSourcesTest, EnvironmentComesFirstButAChosenProfileBeforeIt) {
  world_.variables = {
      {"AWS_ACCESS_KEY_ID", "AKIDENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_SESSION_TOKEN", "t"}};
  world_.home.write(".aws/credentials",
                    "[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = x\n");
  const auto first = load();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->access_key_id, "AKIDENV");
  EXPECT_EQ(first->session_token, "t");
  EXPECT_EQ(load({.profile = "dev"})->access_key_id, "AKIDDEV");
}

TEST_F(CredentialSourcesTest, HalfAPairIsAnError) {
  world_.variables = {{"AWS_ACCESS_KEY_ID", "AKIDENV"}};
  EXPECT_NE(test::error_of([&] { (void)load(); }).find("AWS_SECRET_ACCESS_KEY is not"),
            std::string::npos);
}

TEST_F(CredentialSourcesTest, NothingAnywhereIsNone) {
  no_metadata();
  EXPECT_FALSE(load());
}

TEST_F(CredentialSourcesTest, AssumesARoleWithASignedCall) {
  LoopbackServer sts([](const ReceivedRequest&) { return make_reply(200, kStsReply); });
  world_.variables = {{"AWS_REGION", "us-east-1"}, {"AWS_ENDPOINT_URL_STS", sts.url()}};
  world_.home.write(".aws/config",
                    "[profile a]\nrole_arn = arn:aws:iam::123456789012:role/R\nsource_profile = b\n"
                    "external_id = e/1\n[profile b]\naws_access_key_id = AKIDB\n"
                    "aws_secret_access_key = s\n");
  const auto credentials = load({.profile = "a"});
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->access_key_id, "ASIAROLE");
  EXPECT_EQ(credentials->session_token, "tok&en==");
  EXPECT_EQ(credentials->expires, parse_iso_time("2100-01-01T00:00:00Z"));
  const auto seen = sts.requests().at(0);
  EXPECT_EQ(
      seen.body,
      "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FR"
      "&RoleSessionName=assay&ExternalId=e%2F1");
  EXPECT_NE(seen.headers.get("Authorization").find("Credential=AKIDB/"), std::string::npos);
}

TEST_F(CredentialSourcesTest, SaysWhyARoleCannotBeAssumed) {
  LoopbackServer sts([](const ReceivedRequest&) {
    return make_reply(403,
                      "<ErrorResponse><Error><Code>AccessDenied</Code><Message>User x is not "
                      "authorized</Message></Error></ErrorResponse>");
  });
  world_.variables = {{"AWS_REGION", "us-east-1"}, {"AWS_ENDPOINT_URL_STS", sts.url()}};
  world_.home.write(".aws/config",
                    "[profile a]\nrole_arn = arn:r\nsource_profile = a\naws_access_key_id = AKIDA\n"
                    "aws_secret_access_key = s\n");
  EXPECT_EQ(test::error_of([&] { (void)load({.profile = "a"}); }),
            "profile a: arn:r cannot be assumed: AccessDenied: User x is not authorized");
}

TEST_F(CredentialSourcesTest, WebIdentityIsUnsigned) {
  LoopbackServer sts([](const ReceivedRequest&) { return make_reply(200, kStsReply); });
  const auto file = world_.home.write("token", "ey.J\n");
  world_.variables = {{"AWS_REGION", "us-east-1"},
                      {"AWS_ENDPOINT_URL_STS", sts.url()},
                      {"AWS_WEB_IDENTITY_TOKEN_FILE", file.string()},
                      {"AWS_ROLE_ARN", "arn:r"},
                      {"AWS_ROLE_SESSION_NAME", "pod"}};
  EXPECT_EQ(load()->access_key_id, "ASIAROLE");
  const auto seen = sts.requests().at(0);
  EXPECT_EQ(seen.headers.find("Authorization"), nullptr);
  EXPECT_NE(seen.body.find("&RoleSessionName=pod&WebIdentityToken=ey.J"), std::string::npos);
}

TEST_F(CredentialSourcesTest, ReadsTheTokenOfAnSsoLogin) {
  LoopbackServer portal([](const ReceivedRequest&) {
    return make_reply(200, R"({"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s",)"
                           R"("sessionToken":"t","expiration":4102444800000}})");
  });
  context_.sso_host = portal.url();
  world_.home.write(".aws/config",
                    "[profile a]\nsso_session = corp\nsso_account_id = 123456789012\n"
                    "sso_role_name = Dev\n[sso-session corp]\nsso_start_url = https://x\n"
                    "sso_region = eu-west-1\n");
  Hasher hasher(Hasher::Kind::kSha1);
  hasher.update("corp");
  const std::string file = ".aws/sso/cache/" + hasher.finish() + ".json";
  EXPECT_EQ(test::error_of([&] { (void)load({.profile = "a"}); }),
            "AWS profile a: SSO: not logged in: run 'aws sso login --sso-session corp'");
  world_.home.write(file, R"({"accessToken":"at","expiresAt":"2020-01-01T00:00:00Z"})");
  EXPECT_EQ(test::error_of([&] { (void)load({.profile = "a"}); }),
            "AWS profile a: SSO: the login has expired: run 'aws sso login --sso-session corp'");
  world_.home.write(file, R"({"accessToken":"at","expiresAt":"2100-01-01T00:00:00UTC"})");
  const auto credentials = load({.profile = "a"});
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->access_key_id, "ASIASSO");
  EXPECT_EQ(credentials->expires, parse_iso_time("2100-01-01T00:00:00Z"));
  const auto seen = portal.requests().at(0);
  EXPECT_EQ(seen.target, "/federation/credentials?role_name=Dev&account_id=123456789012");
  EXPECT_EQ(seen.headers.get("x-amz-sso_bearer_token"), "at");
}

TEST_F(CredentialSourcesTest, RunsAProgramWithoutAShell) {
  const auto script = world_.home.write(
      "keys.sh",
      "#!/bin/sh\necho '{\"Version\":1,\"AccessKeyId\":\"AKIDP\",\"SecretAccessKey\":\"'$1'\"}'\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  world_.home.write(".aws/config", "[profile a]\ncredential_process = \"" + script.string() +
                                       "\" 'a b'\n[profile b]\ncredential_process = false\n");
  const auto credentials = load({.profile = "a"});
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->secret_access_key, "a b");
  EXPECT_EQ(test::error_of([&] { (void)load({.profile = "b"}); }),
            "credential_process false: ended with 1");
}

TEST_F(CredentialSourcesTest, AsksTheContainerEndpoint) {
  LoopbackServer server([](const ReceivedRequest&) {
    return make_reply(200, R"({"AccessKeyId":"ASIAC","SecretAccessKey":"s","Token":"t",)"
                           R"("Expiration":"2100-01-01T00:00:00Z"})");
  });
  context_.container_host = server.url();
  const auto token = world_.home.write("token", "Bearer x\n");
  world_.variables = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/1"},
                      {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.string()}};
  EXPECT_EQ(load()->session_token, "t");
  EXPECT_EQ(server.requests().at(0).target, "/v2/credentials/1");
  EXPECT_EQ(server.requests().at(0).headers.get("Authorization"), "Bearer x");
  world_.variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/keys"}};
  EXPECT_NE(test::error_of([&] { (void)load(); }).find("has to be https"), std::string::npos);
}

TEST_F(CredentialSourcesTest, AsksTheMetadataServiceInVersionTwoOnly) {
  LoopbackServer server([](const ReceivedRequest& request) {
    if (request.method == "PUT") return make_reply(200, "TOKEN");
    if (request.headers.get("x-aws-ec2-metadata-token") != "TOKEN") return make_reply(401, "");
    if (request.target.ends_with("/region")) return make_reply(200, "eu-north-1");
    if (request.target.ends_with("/security-credentials/")) return make_reply(200, "role-1\n");
    return make_reply(200, R"({"AccessKeyId":"ASIAM","SecretAccessKey":"s","Token":"t"})");
  });
  context_.metadata_host = server.url();
  EXPECT_EQ(load()->access_key_id, "ASIAM");
  EXPECT_EQ(server.requests().back().target, "/latest/meta-data/iam/security-credentials/role-1");
  EXPECT_EQ(metadata_region(context_), "eu-north-1");
  no_metadata();
  EXPECT_FALSE(load());
}

TEST(CredentialParsingTest, SaysNothingOfTheReply) {
  EXPECT_EQ(test::error_of([] { (void)parse_credential_json("secret-canary", "x"); }),
            "AWS credentials from x: the reply is no JSON");
  EXPECT_EQ(test::error_of([] { (void)parse_credential_json("{\"AccessKeyId\":\"a\"}", "x"); }),
            "AWS credentials from x: access key or secret key is missing in the reply");
}

TEST(CredentialParsingTest, SplitsAsAShellDoes) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_command("a  b\tc"), (Words{"a", "b", "c"}));
  EXPECT_EQ(split_command("'a b' \"c \\\" d\" e\\ f ''"), (Words{"a b", "c \" d", "e f", ""}));
  EXPECT_EQ(split_command(""), Words{});
}

// Gives keys with ten minutes and more to live, counting.
class CountingSource final : public CredentialSource {
 public:
  explicit CountingSource(system_clock::time_point start) : start_(start) {}
  [[nodiscard]] std::optional<Credentials> load() override {
    ++loads;
    if (fails) throw Error(ErrorKind::kUnavailable, "no");
    return Credentials{.access_key_id = std::to_string(loads),
                       .expires = start_ + minutes(60) * loads.load()};
  }
  std::atomic<int> loads{0};
  std::atomic<bool> fails{false};

 private:
  system_clock::time_point start_;
};

TEST(CredentialCacheTest, RefreshesEarlyAndUsesOldOnesWhileTheyAreGood) {
  const auto start = system_clock::now();
  auto now = start;
  auto source = std::make_unique<CountingSource>(start);
  CountingSource* counting = source.get();
  CredentialCache cache(std::move(source), [&] { return now; });
  EXPECT_EQ(cache.get().access_key_id, "1");
  now = start + minutes(49);
  EXPECT_EQ(cache.get().access_key_id, "1");
  now = start + minutes(51);
  counting->fails = true;
  EXPECT_EQ(cache.get().access_key_id, "1") << "they are good for nine minutes still";
  now = start + minutes(61);
  EXPECT_EQ(test::error_of([&] { (void)cache.get(); }), "no");
  counting->fails = false;
  EXPECT_EQ(cache.get().access_key_id, "4");
}

TEST(CredentialCacheTest, LoadsNewOnesWhenTheServiceRefuses) {
  auto source = std::make_unique<CountingSource>(system_clock::now());
  CredentialCache cache(std::move(source), [] { return system_clock::now(); });
  const Credentials first = cache.get();
  cache.refuse(first);
  cache.refuse(first);
  EXPECT_EQ(cache.get().access_key_id, "2");
  cache.refuse(first);
  EXPECT_EQ(cache.get().access_key_id, "2") << "these are others";
}

TEST(CredentialCacheTest, SaysWhatToDoWhenThereAreNone) {
  class None final : public CredentialSource {
    std::optional<Credentials> load() override { return std::nullopt; }
  };
  CredentialCache cache(std::make_unique<None>(), [] { return system_clock::now(); });
  EXPECT_NE(test::error_of([&] { (void)cache.get(); }).find("no AWS credentials: set"),
            std::string::npos);
}

TEST(IsoTimeTest, TimesThatTheClockCannotHoldAreTheNearestItCan) {
  using std::chrono::sys_days;
  using std::chrono::year;
  EXPECT_EQ(parse_iso_time("2026-01-02T00:00:01Z"),
            sys_days(year(2026) / 1 / 2) + std::chrono::seconds(1));
  EXPECT_EQ(parse_iso_time("1013-01-02T03:04:05Z"), sys_days(year(1970) / 1 / 1));
  EXPECT_EQ(parse_iso_time("9999-12-31T23:59:59Z"), sys_days(year(2200) / 1 / 1));
}

}  // namespace
}  // namespace assay
