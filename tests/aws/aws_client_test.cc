#include "aws/aws_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "assay/error.h"
#include "aws/aws_test_support.h"
#include "aws/sigv4.h"
#include "support/error_of.h"
#include "support/loopback_server.h"

namespace assay {
namespace {

using std::chrono::milliseconds;
using test::LoopbackServer;
using test::make_reply;
using test::RawReply;
using test::ReceivedRequest;
using Kind = AwsError::Kind;

class FixedSource final : public CredentialSource {
 public:
  [[nodiscard]] std::optional<Credentials> load() override {
    return Credentials{.access_key_id = "AKID" + std::to_string(++loads),
                       .secret_access_key = "canary-secret"};
  }
  int loads = 0;
};

class AwsClientTest : public testing::Test {
 protected:
  // Sends one call to a server that answers with `replies` in turn, the last one again and again.
  AwsOutcome call(std::vector<RawReply> replies) {
    std::atomic<std::size_t> next{0};
    LoopbackServer server(
        [&](const ReceivedRequest&) { return replies[std::min(next++, replies.size() - 1)]; });
    world_.variables["AWS_REGION"] = "us-east-1";
    world_.variables["AWS_ENDPOINT_URL"] = server.url();
    AwsClientOptions options;
    options.limit = &limit_;
    options.note = [this](const std::string& line) { notes_.push_back(line); };
    options.clock.sleep = [this](milliseconds delay, const std::stop_token&) {
      delays_.push_back(delay);
      return true;
    };
    options.clock.random = [] { return 0.5; };
    AwsClient client(
        world_.settings(), make_http_client(),
        std::make_shared<CredentialCache>(std::make_unique<FixedSource>(),
                                          [] { return std::chrono::system_clock::now(); }),
        options);
    AwsOutcome outcome = client.call({.path = "/model/a%3A0/invoke",
                                      .headers = {{"Content-Type", "application/json"}},
                                      .body = "{}"});
    requests_ = server.requests();
    return outcome;
  }
  static RawReply error(int status, const std::string& name, const std::string& message = "m") {
    return make_reply(status, R"({"message":")" + message + "\"}", {{"x-amzn-ErrorType", name}});
  }

  test::AwsWorld world_;
  ConcurrencyLimit limit_{8, 16};
  std::vector<std::string> notes_;
  std::vector<milliseconds> delays_;
  std::vector<ReceivedRequest> requests_;
};

TEST_F(AwsClientTest, SignsWhatItSends) {
  EXPECT_FALSE(call({make_reply(200, "{}")}).error);
  const ReceivedRequest& seen = requests_.at(0);
  EXPECT_EQ(seen.target, "/model/a%3A0/invoke");
  const std::string authorization = seen.headers.get("Authorization");
  EXPECT_NE(authorization.find("/us-east-1/bedrock/aws4_request, "
                               "SignedHeaders=content-type;host;x-amz-date, Signature="),
            std::string::npos)
      << authorization;
}

TEST_F(AwsClientTest, ABearerTokenTakesThePlaceOfASignature) {
  world_.variables["AWS_BEARER_TOKEN_BEDROCK"] = "bt";
  EXPECT_FALSE(call({make_reply(200, "{}")}).error);
  EXPECT_EQ(requests_.at(0).headers.get("Authorization"), "Bearer bt");
  EXPECT_EQ(requests_.at(0).headers.find("X-Amz-Date"), nullptr);
}

TEST_F(AwsClientTest, BacksOffWhenThrottledAndSendsFewerAtATime) {
  const AwsOutcome outcome = call({error(429, "ThrottlingException:http://internal"),
                                   error(429, "ThrottlingException"), make_reply(200, "{}")});
  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(outcome.attempts, 3U);
  EXPECT_EQ(outcome.throttles, 2U);
  // Half of 1 s, half of 2 s.
  EXPECT_EQ(delays_, (std::vector<milliseconds>{milliseconds(500), milliseconds(1000)}));
  EXPECT_EQ(limit_.limit(), 2U);
  EXPECT_NE(requests_.at(0).headers.get("X-Amz-Date"), "");
}

TEST_F(AwsClientTest, WaitsAsTheServiceWishes) {
  RawReply milli = make_reply(429, "{}", {{"x-amz-retry-after", "1234"}});
  RawReply seconds = make_reply(503, "{}", {{"Retry-After", "3"}});
  EXPECT_FALSE(call({milli, seconds, make_reply(200, "{}")}).error);
  EXPECT_EQ(delays_, (std::vector<milliseconds>{milliseconds(1234), milliseconds(3000)}));
}

TEST_F(AwsClientTest, AModelThatIsNotReadyDoesNotShrinkTheLimit) {
  EXPECT_FALSE(call({error(429, "ModelNotReadyException"), make_reply(200, "{}")}).error);
  EXPECT_EQ(limit_.limit(), 8U);
}

TEST_F(AwsClientTest, GivesUpInTheEnd) {
  const AwsOutcome outcome = call({error(503, "ServiceUnavailableException")});
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, Kind::kTransient);
  EXPECT_EQ(outcome.attempts, 10U);
}

TEST_F(AwsClientTest, DoesNotRepeatWhatCannotGoBetter) {
  const std::pair<RawReply, Kind> cases[] = {
      {error(400, "ValidationException"), Kind::kValidation},
      {error(400, "ServiceQuotaExceededException"), Kind::kQuota},
      {error(403, "AccessDeniedException"), Kind::kAccess},
      {error(404, "ResourceNotFoundException"), Kind::kNotFound},
      {make_reply(424, R"({"__type":"ModelError","OriginalStatusCode":400,"message":"bad"})"),
       Kind::kModel}};
  for (const auto& [reply, kind] : cases) {
    const AwsOutcome outcome = call({reply});
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->kind, kind);
    EXPECT_EQ(outcome.attempts, 1U);
  }
}

TEST_F(AwsClientTest, RepeatsCutRepliesAndFailingModels) {
  RawReply cut = make_reply(200, "0123456789");
  cut.bytes.resize(cut.bytes.size() - 4);
  cut.close = true;
  RawReply reset;
  reset.close = true;
  const RawReply model = make_reply(424, R"({"originalStatusCode":503,"message":"m"})",
                                    {{"x-amzn-ErrorType", "ModelErrorException"}});
  const AwsOutcome outcome =
      call({cut, reset, model, error(408, "ModelTimeoutException"), make_reply(200, "{}")});
  EXPECT_FALSE(outcome.error) << describe(*outcome.error);
  EXPECT_EQ(outcome.attempts, 5U);
}

TEST_F(AwsClientTest, RefreshesCredentialsThatAreNotTaken) {
  const AwsOutcome outcome = call({error(403, "ExpiredTokenException"), make_reply(200, "{}")});
  EXPECT_FALSE(outcome.error);
  EXPECT_NE(requests_.at(0).headers.get("Authorization").find("=AKID1/"), std::string::npos);
  EXPECT_NE(requests_.at(1).headers.get("Authorization").find("=AKID2/"), std::string::npos);
}

TEST_F(AwsClientTest, CorrectsItsClockByTheReply) {
  const RawReply late =
      make_reply(403, R"({"message":"Signature expired: 2026 is now earlier than 2039"})",
                 {{"x-amzn-ErrorType", "InvalidSignatureException"},
                  {"Date", "Fri, 01 Jan 2100 00:30:00 GMT"}});
  EXPECT_FALSE(call({late, make_reply(200, "{}")}).error);
  EXPECT_EQ(requests_.at(1).headers.get("X-Amz-Date").substr(0, 11), "21000101T00");
  ASSERT_EQ(notes_.size(), 1U);
  EXPECT_NE(notes_[0].find("clock differs"), std::string::npos);
}

TEST_F(AwsClientTest, NeedsARegion) {
  world_.variables["AWS_EC2_METADATA_DISABLED"] = "true";
  EXPECT_NE(test::error_of([&] {
              AwsClient client(world_.settings(), make_http_client(), nullptr, {});
            }).find("no AWS region"),
            std::string::npos);
}

TEST(AwsErrorTest, ReadsXmlAndBrokenBodies) {
  HttpOutcome outcome;
  outcome.reply.status = 403;
  outcome.reply.body = "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>a\nb</Message>";
  EXPECT_EQ(describe(*find_aws_error(outcome)), "ExpiredToken (403): a b");
  outcome.reply.body = "<html";
  outcome.reply.status = 502;
  EXPECT_EQ(find_aws_error(outcome)->kind, Kind::kTransient);
  outcome.reply.body = "not json";
  EXPECT_EQ(describe(*find_aws_error(outcome)), "status 502: not json");
}

TEST(ConcurrencyLimitTest, HalvesOncePerOverloadAndGrowsByOne) {
  using Result = ConcurrencyLimit::Result;
  ConcurrencyLimit limit(8, 9);
  std::vector<ConcurrencyLimit::Ticket> tickets;
  for (int i = 0; i < 8; ++i) tickets.push_back(*limit.acquire({}));
  for (const auto& ticket : tickets) limit.release(ticket, Result::kThrottled);
  EXPECT_EQ(limit.limit(), 4U) << "all eight tell of the same overload";
  for (int i = 0; i < 4; ++i) limit.release(*limit.acquire({}), Result::kSuccess);
  EXPECT_EQ(limit.limit(), 5U);
  for (int i = 0; i < 100; ++i) limit.release(*limit.acquire({}), Result::kSuccess);
  EXPECT_EQ(limit.limit(), 9U);
  for (int i = 0; i < 9; ++i) limit.release(*limit.acquire({}), Result::kThrottled);
  EXPECT_EQ(limit.limit(), 1U);
}

TEST(ConcurrencyLimitTest, AStopEndsTheWait) {
  ConcurrencyLimit limit(1, 1);
  ASSERT_TRUE(limit.acquire({}));
  std::stop_source source;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(milliseconds(20));
    source.request_stop();
  });
  EXPECT_FALSE(limit.acquire(source.get_token()));
}

}  // namespace
}  // namespace assay
