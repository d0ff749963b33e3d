#include "encoder/remote_encoder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <mutex>

#include "assay/error.h"
#include "assay/plan.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

// A service in miniature: a text's vector is its length and first byte. Texts that begin with "bad" are
// refused, with the index or without.
class FakeService final : public EmbeddingService {
 public:
  FakeService() {
    info_.name = "fake/service";
    info_.embed_dim = 2;
    info_.settings = {{"provider", "fake"}};
  }
  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] BatchLimits limits() const override { return limits_; }
  [[nodiscard]] Json conditions(const EncodeContext&) const override { return Json::object(); }
  [[nodiscard]] ServiceReply embed(std::span<const std::string> texts, const Json&,
                                   const std::stop_token&) override {
    const std::lock_guard lock(mutex_);
    batches.emplace_back(texts.begin(), texts.end());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!texts[i].starts_with("bad")) continue;
      throw RefusedText(names_index ? std::optional(i) : std::nullopt, "no such text", 1);
    }
    ServiceReply reply;
    for (const std::string& text : texts) {
      reply.vectors.push_back({static_cast<float>(text.size()), static_cast<float>(text[0])});
    }
    if (!faults.empty()) {
      faults.back()(reply);
      faults.pop_back();
    }
    reply.tokens = 10 * texts.size();
    return reply;
  }

  std::vector<std::vector<std::string>> batches;
  std::vector<std::function<void(ServiceReply&)>> faults;
  bool names_index = true;
  BatchLimits limits_{.texts = 3, .takes_empty_text = false};

 private:
  ModelInfo info_;
  std::mutex mutex_;
};

class RemoteEncoderTest : public testing::Test {
 protected:
  Matrix encode(const std::vector<std::string>& texts, EncodeStats* stats = nullptr,
                const EncodeContext& context = {}) {
    auto service = std::make_unique<FakeService>();
    service_ = service.get();
    configure(*service);
    options_.concurrency = 1;
    encoder_ = make_remote_encoder(std::move(service), options_, "bedrock:cohere.embed-v4");
    return encoder_->encode(texts, context, stats);
  }
  std::function<void(FakeService&)> configure = [](FakeService&) {};
  RemoteOptions options_;
  FakeService* service_ = nullptr;
  std::unique_ptr<Encoder> encoder_;
};

using Batches = std::vector<std::vector<std::string>>;

TEST_F(RemoteEncoderTest, SendsEachTextOnceInBatchesAndCounts) {
  EncodeStats stats;
  const Matrix rows = encode({"a", "bb", "a", "ccc", "dd"}, &stats);
  EXPECT_EQ(service_->batches, (Batches{{"a", "bb", "ccc"}, {"dd"}}));
  EXPECT_EQ(rows.row(2)[0], 1.0F);
  EXPECT_EQ(rows.row(3)[0], 3.0F);
  EXPECT_EQ(stats.texts, 5U);
  EXPECT_EQ(stats.unique_texts, 4U);
  EXPECT_EQ(stats.tokens, 40U);
  EXPECT_EQ(stats.service.calls, 2U);
  // 0.12 dollars for a million tokens.
  EXPECT_DOUBLE_EQ(stats.service.dollars, 40 * 0.12 / 1e6);
}

TEST_F(RemoteEncoderTest, TellsOfEveryBatch) {
  std::vector<std::uint32_t> told;
  EncodeContext context;
  context.on_batch = [&](const EncodedBatch& batch) {
    told.insert(told.end(), batch.texts.begin(), batch.texts.end());
    EXPECT_EQ(batch.vectors.rows(), batch.texts.size());
    EXPECT_EQ(batch.tokens, 10 * batch.texts.size());
  };
  (void)encode({"a", "b", "a", "c", "d"}, nullptr, context);
  EXPECT_EQ(told, (std::vector<std::uint32_t>{0, 1, 3, 4}));
}

TEST_F(RemoteEncoderTest, AsksAgainForEveryKindOfWrongVectors) {
  configure = [](FakeService& service) {
    service.faults = {
        [](ServiceReply& reply) { reply.vectors.pop_back(); },
        [](ServiceReply& reply) { reply.vectors[0].push_back(1); },
        [](ServiceReply& reply) { reply.vectors[0][1] = std::numeric_limits<float>::quiet_NaN(); },
        [](ServiceReply& reply) { reply.vectors[0] = {0, 0}; }};
  };
  EncodeStats stats;
  EXPECT_EQ(encode({"a"}, &stats).row(0)[0], 1.0F);
  EXPECT_EQ(service_->batches.size(), 5U);
  EXPECT_EQ(stats.service.calls, 5U);
  EXPECT_EQ(stats.service.retries, 4U);
  // Five replies were paid for, one text was encoded.
  EXPECT_EQ(stats.service.billed_tokens, 50U);
  EXPECT_EQ(stats.tokens, 10U);
}

TEST_F(RemoteEncoderTest, RepliesThatCannotBeUsedCountForTheBudget) {
  options_.budget = std::make_shared<Budget>(Budget::Limits{.calls = 3});
  configure = [](FakeService& service) {
    service.faults.assign(2, [](ServiceReply& reply) { reply.vectors[0] = {0, 0}; });
  };
  (void)encode({"a"});
  EXPECT_EQ(options_.budget->calls(), 3U);
  EXPECT_DOUBLE_EQ(options_.budget->dollars(), 30 * 0.12 / 1e6);
  EXPECT_NE(test::error_of([&] { (void)encode({"b"}); }).find("--max-calls 3 is reached"),
            std::string::npos);
}

TEST_F(RemoteEncoderTest, GivesUpOnAServiceThatIsAlwaysWrong) {
  configure = [](FakeService& service) {
    service.faults.assign(20, [](ServiceReply& reply) { reply.vectors[0] = {0, 0}; });
  };
  EXPECT_EQ(test::error_of([&] { (void)encode({"a"}); }),
            "fake/service: a vector of zeros came (text 0 and following), 6 times in a row");
}

TEST_F(RemoteEncoderTest, NamesTheTextThatIsRefused) {
  EXPECT_EQ(test::error_of([&] { (void)encode({"a", "bad one", "c"}); }),
            "fake/service: text 1 (7 bytes): no such text");
  EXPECT_EQ(test::error_of([&] { (void)encode({"a", ""}); }),
            "fake/service: text 1 (0 bytes): the service takes no empty text");
}

TEST_F(RemoteEncoderTest, GoesOnWithoutTheTextsThatAreRefused) {
  options_.skip_bad_texts = true;
  for (const bool names_index : {true, false}) {
    configure = [&](FakeService& service) { service.names_index = names_index; };
    EncodeStats stats;
    const Matrix rows = encode({"a", "bad", "c", "bad 2", "", "d"}, &stats);
    EXPECT_EQ(stats.service.failed_texts, 3U);
    for (const std::size_t bad : {1U, 3U, 4U}) EXPECT_EQ(rows.row(bad)[0], 0.0F);
    for (const std::size_t good : {0U, 2U, 5U}) EXPECT_EQ(rows.row(good)[0], 1.0F);
  }
}

TEST_F(RemoteEncoderTest, CutsByCodePoints) {
  configure = [](FakeService& service) { service.limits_.characters = 2; };
  EncodeStats stats;
  (void)encode({"aéb", "é\xF0\x9F\x8E\x89", "ab"}, &stats);
  EXPECT_EQ(service_->batches, (Batches{{"aé", "é\xF0\x9F\x8E\x89", "ab"}}));
  EXPECT_EQ(stats.truncated_texts, 1U);
}

TEST_F(RemoteEncoderTest, StopsAtTheBudget) {
  options_.budget = std::make_shared<Budget>(Budget::Limits{.calls = 1});
  EXPECT_NE(
      test::error_of([&] { (void)encode({"a", "b", "c", "d"}); }).find("--max-calls 1 is reached"),
      std::string::npos);
  EXPECT_EQ(service_->batches.size(), 1U);
  options_.budget = std::make_shared<Budget>(Budget::Limits{.dollars = 1e-9});
  EXPECT_NE(test::error_of([&] { (void)encode({"abcdefgh"}); }).find("--max-cost"),
            std::string::npos);
  EXPECT_TRUE(service_->batches.empty());
}

TEST_F(RemoteEncoderTest, StopsWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  EncodeContext context;
  context.stop = source.get_token();
  EXPECT_EQ(test::error_kind_of([&] { (void)encode({"a"}, nullptr, context); }),
            ErrorKind::kInterrupted);
}

TEST(PriceTableTest, IsDatedAndKnowsWhatItKnows) {
  const PriceTable table = PriceTable::built_in();
  EXPECT_EQ(table.date().size(), 10U);
  EXPECT_EQ(table.per_million_tokens("bedrock:amazon.titan-embed-text-v2"), 0.02);
  EXPECT_FALSE(table.per_million_tokens("bedrock:unknown"));
}

TEST(PriceTableTest, RefusesWhatIsNoTable) {
  const test::TemporaryFolder folder;
  for (const char* text : {"", "[]", "{}", R"({"date":"d"})", R"({"date":"d","models":{"a":1}})",
                           R"({"date":"d","models":{"a":{"per_million_tokens":-1}}})"}) {
    const auto file = folder.write("p.json", text);
    EXPECT_EQ(test::error_kind_of([&] { (void)PriceTable::load(file); }), ErrorKind::kBadData)
        << text;
  }
}

TEST(IamPolicyTest, AllowsWhatIsNeededAndNoMore) {
  const std::vector<std::string> models = {"bedrock:amazon.titan-embed-text-v2:0?dimensions=256",
                                           "sagemaker:My-Endpoint"};
  EXPECT_EQ(
      make_iam_policy(models, {.region = "us-east-1", .account = "123456789012"}, {}).dump(),
      R"({"Version":"2012-10-17","Statement":[)"
      R"({"Sid":"InvokeModel","Effect":"Allow","Action":"bedrock:InvokeModel","Resource":)"
      R"(["arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"]},)"
      R"({"Sid":"InvokeEndpoint","Effect":"Allow","Action":"sagemaker:InvokeEndpoint","Resource":)"
      R"(["arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint"]}]})");
}

TEST(IamPolicyTest, AProfileNeedsTheModelsBehindItThroughItOnly) {
  const std::vector<std::string> models = {"bedrock:us.cohere.embed-v4:0"};
  const Json policy = make_iam_policy(models, {.region = "us-east-1", .account = "1"}, {});
  EXPECT_EQ(policy["Statement"][0]["Resource"],
            "arn:aws:bedrock:us-east-1:1:inference-profile/us.cohere.embed-v4:0");
  EXPECT_EQ(policy["Statement"][1]["Resource"],
            "arn:aws:bedrock:*::foundation-model/cohere.embed-v4:0");
  EXPECT_EQ(policy["Statement"][1]["Condition"]["StringEquals"]["bedrock:InferenceProfileArn"],
            policy["Statement"][0]["Resource"]);
}

}  // namespace
}  // namespace assay
