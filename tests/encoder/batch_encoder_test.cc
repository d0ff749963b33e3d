#include "encoder/batch_encoder.h"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <vector>

#include "assay/batch.h"
#include "assay/error.h"
#include "aws/purchase_ledger.h"
#include "base/json_object.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

// Titan v2 with 256 dimensions gives a text the vector (length, first byte, 0 ...).
std::vector<float> vector_of(const std::string& text) {
  std::vector<float> vector(256);
  vector[0] = static_cast<float>(text.size());
  vector[1] = static_cast<float>(text[0]);
  return vector;
}

class LiveEncoder final : public Encoder {
 public:
  explicit LiveEncoder(ModelInfo info) : info_(std::move(info)) {}
  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] Json conditions(const EncodeContext&) const override { return Json::object(); }
  [[nodiscard]] Matrix encode(std::span<const std::string> asked, const EncodeContext&,
                              EncodeStats*) override {
    Matrix rows(asked.size(), info_.embed_dim);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      texts.push_back(asked[i]);
      std::ranges::copy(vector_of(asked[i]), rows.row(i).begin());
    }
    return rows;
  }
  std::vector<std::string> texts;

 private:
  ModelInfo info_;
};

class OneKey final : public CredentialSource {
 public:
  [[nodiscard]] std::optional<Credentials> load() override {
    return Credentials{.access_key_id = "AKID", .secret_access_key = "secret"};
  }
};

HttpOutcome answer(int status, std::string body) {
  return {.reply = {.status = status, .body = std::move(body)}, .failure = {}};
}

// S3 and batch jobs in a few lines; a job is over when it is looked at the second time.
class FakeBedrock final : public HttpClient {
 public:
  [[nodiscard]] HttpOutcome send(const HttpRequest& request) override {
    const std::string& path = request.url.path;
    if (request.url.host.starts_with("sts.")) return answer(200, "<Account>1</Account>");
    if (request.url.host.starts_with("bucket.s3.")) return serve_s3(request, path.substr(1));
    if (path == "/model-invocation-job") return create(parse_json(request.body, "order"));
    return look_at(jobs.at(path.substr(path.rfind("arn"))));
  }

  struct Job {
    std::string input;
    std::string output;
    int looks = 0;
    bool is_over = false;
  };
  std::map<std::string, std::string> objects;
  std::map<std::string, Job> jobs;  // by ARN, encoded as in a path
  std::size_t most_under_way = 10;
  std::string end = "Completed";
  bool hides_arn = false;

 private:
  static std::string key_of(const std::string& uri) { return uri.substr(sizeof("s3://bucket")); }

  HttpOutcome serve_s3(const HttpRequest& request, const std::string& key) {
    if (request.method == "PUT") {
      objects[key] = request.body;
      return answer(200, "");
    }
    if (key.empty()) {
      std::string list;
      for (const auto& [name, content] : objects) {
        const std::string prefix = request.url.query->substr(request.url.query->rfind('=') + 1);
        if (!percent_encode(name).starts_with(prefix)) continue;
        list += "<Contents><Key>" + name + "</Key></Contents>";
      }
      return answer(200, list);
    }
    HttpOutcome outcome = answer(200, request.method == "HEAD" ? "" : objects.at(key));
    outcome.reply.headers = {{"Content-Length", std::to_string(objects.at(key).size())}};
    return outcome;
  }

  HttpOutcome create(const Json& order) {
    std::size_t under_way = 0;
    for (const auto& [arn, job] : jobs) under_way += job.is_over ? 0 : 1;
    if (under_way >= most_under_way) {
      HttpOutcome outcome = answer(400, R"({"message":"too many"})");
      outcome.reply.headers = {{"x-amzn-ErrorType", "ServiceQuotaExceededException"}};
      return outcome;
    }
    const std::string arn = "arn" + std::to_string(jobs.size());
    jobs[arn] = {.input = order["inputDataConfig"]["s3InputDataConfig"]["s3Uri"],
                 .output = order["outputDataConfig"]["s3OutputDataConfig"]["s3Uri"]};
    return answer(200, R"({"jobArn":")" + (hides_arn ? "" : arn) + "\"}");
  }

  HttpOutcome look_at(Job& job) {
    if (++job.looks < 2) return answer(200, R"({"status":"InProgress"})");
    job.is_over = true;
    std::string lines;
    const std::string& input = objects.at(key_of(job.input));
    for (std::size_t begin = 0; begin < input.size();) {
      const std::size_t stop = input.find('\n', begin);
      Json record = parse_json(input.substr(begin, stop - begin), "record");
      begin = stop + 1;
      const std::string text = record["modelInput"]["inputText"];
      record["modelOutput"] = {{"embedding", vector_of(text)}, {"inputTextTokenCount", 3}};
      lines.insert(0, record.dump() + "\n");  // the other way round
    }
    objects[key_of(job.output) + "abc/records.jsonl.out"] = lines;
    return answer(200, R"({"status":")" + end + "\"}");
  }
};

class BatchEncoderTest : public testing::Test {
 protected:
  Encoder& make(std::size_t most_records = 50'000) {
    BedrockModel model(BedrockFamily::kTitanV2,
                       parse_bedrock_name("amazon.titan-embed-text-v2:0?dimensions=256"));
    auto live = std::make_unique<LiveEncoder>(model.info());
    live_ = live.get();
    const AwsEnvironment environment{.variable = [](const std::string&) { return std::nullopt; },
                                     .home = folder_.path()};
    auto settings =
        std::make_shared<const AwsSettings>(environment, AwsChoice{.region = "us-east-1"});
    auto client = std::make_shared<AwsClient>(
        settings, aws_,
        std::make_shared<CredentialCache>(std::make_unique<OneKey>(),
                                          [] { return std::chrono::system_clock::now(); }),
        AwsClientOptions{});
    options_.batch = {.s3 = "s3://bucket/p",
                      .role_arn = "arn:aws:iam::123456789012:role/r",
                      .ledger = folder_.path() / "purchases.jsonl"};
    RetryClock clock = real_retry_clock();
    clock.sleep = [this](std::chrono::milliseconds, const std::stop_token&) {
      return polls_left_-- > 0;
    };
    encoder_ = make_batch_encoder({.live = std::move(live),
                                   .model = std::move(model),
                                   .client = client,
                                   .options = options_,
                                   .price_name = "bedrock:amazon.titan-embed-text-v2",
                                   .most_records = most_records,
                                   .clock = clock});
    return *encoder_;
  }
  static std::vector<std::string> make_texts(std::size_t count, const std::string& mark = "") {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) texts.push_back(std::to_string(i) + mark);
    return texts;
  }
  static void expect_right(const std::vector<std::string>& texts, const Matrix& rows) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_TRUE(std::ranges::equal(rows.row(i), vector_of(texts[i]))) << texts[i];
    }
  }
  [[nodiscard]] std::size_t open_purchases() const {
    return PurchaseLedger(options_.batch.ledger).unreleased().size();
  }
  [[nodiscard]] bool has_job_files() const {
    return !std::filesystem::is_empty(folder_.path() / "batch");
  }

  test::TemporaryFolder folder_;
  std::shared_ptr<FakeBedrock> aws_ = std::make_shared<FakeBedrock>();
  RemoteOptions options_;
  std::unique_ptr<Encoder> encoder_;
  LiveEncoder* live_ = nullptr;  // inside of encoder_
  int polls_left_ = 100;
};

TEST_F(BatchEncoderTest, CutsIntoJobsAndAsksLiveForWhatIsLeftOver) {
  auto texts = make_texts(350);
  texts.push_back("7");  // twice
  EncodeStats stats;
  Encoder& encoder = make(150);
  expect_right(texts, encoder.encode(texts, {}, &stats));
  EXPECT_EQ(aws_->jobs.size(), 2U);
  EXPECT_EQ(live_->texts.size(), 50U);
  EXPECT_EQ(stats.unique_texts, 350U);
  EXPECT_EQ(stats.service.calls, 2U);
  EXPECT_EQ(stats.service.billed_tokens, 900U);
  EXPECT_DOUBLE_EQ(stats.service.dollars, 900 * 0.02 / 1e6);
  EXPECT_EQ(open_purchases(), 0U);
  EXPECT_FALSE(has_job_files());
}

TEST_F(BatchEncoderTest, AJobThatFindsNoRoomWaitsForOneToEnd) {
  aws_->most_under_way = 1;
  const auto texts = make_texts(300);
  expect_right(texts, make(100).encode(texts, {}));
  EXPECT_EQ(aws_->jobs.size(), 3U);
  EXPECT_TRUE(live_->texts.empty());
}

TEST_F(BatchEncoderTest, WithoutRoomAndWithoutAJobOfItsOwnItSaysSo) {
  aws_->most_under_way = 0;
  EXPECT_NE(test::error_of([&] {
              (void)make().encode(make_texts(100), {});
            }).find("takes no batch job now"),
            std::string::npos);
  EXPECT_EQ(open_purchases(), 0U);
}

TEST_F(BatchEncoderTest, TellsOfWhatCameBack) {
  std::map<std::uint32_t, float> told;
  EncodeContext context;
  context.on_batch = [&](const EncodedBatch& batch) {
    for (std::size_t i = 0; i < batch.texts.size(); ++i) {
      EXPECT_TRUE(told.emplace(batch.texts[i], batch.vectors.row(i)[0]).second);
    }
  };
  const auto texts = make_texts(2000);
  (void)make().encode(texts, context);
  ASSERT_EQ(told.size(), 2000U);
  EXPECT_EQ(told.at(1999), 4.0F);
}

TEST_F(BatchEncoderTest, QueriesGoByLiveCalls) {
  EncodeContext context;
  context.role = Role::kQuery;
  (void)make().encode(make_texts(200), context);
  EXPECT_TRUE(aws_->jobs.empty());
  EXPECT_EQ(live_->texts.size(), 200U);
}

TEST_F(BatchEncoderTest, TextsOfOthersStayForThoseWhoAskForThem) {
  polls_left_ = 0;
  EXPECT_EQ(test::error_kind_of([&] { (void)make().encode(make_texts(200), {}); }),
            ErrorKind::kInterrupted);
  EXPECT_EQ(open_purchases(), 1U);
  polls_left_ = 100;
  // Half of the job's texts, and some more.
  auto some = make_texts(100);
  some.emplace_back("more");
  expect_right(some, make().encode(some, {}));
  EXPECT_EQ(live_->texts, std::vector<std::string>{"more"});
  EXPECT_EQ(open_purchases(), 0U) << "it is over, and bills nothing any more";
  EXPECT_TRUE(has_job_files());
  const auto all = make_texts(200);
  std::vector<std::string> rest(all.begin() + 100, all.end());
  expect_right(rest, make().encode(rest, {}));
  EXPECT_TRUE(live_->texts.empty());
  EXPECT_EQ(aws_->jobs.size(), 1U);
  EXPECT_FALSE(has_job_files());
}

TEST_F(BatchEncoderTest, TheBudgetHoldsForJobs) {
  options_.budget = std::make_shared<Budget>(Budget::Limits{.calls = 1});
  EXPECT_NE(test::error_of([&] {
              (void)make(100).encode(make_texts(200), {});
            }).find("--max-calls 1 is reached"),
            std::string::npos);
  EXPECT_EQ(aws_->jobs.size(), 1U);
  EXPECT_EQ(open_purchases(), 1U) << "the next call waits for it";
}

TEST_F(BatchEncoderTest, AReplyWithAnEmptyArnIsBroken) {
  aws_->hides_arn = true;
  EXPECT_EQ(test::error_of([&] { (void)make().encode(make_texts(100), {}); }),
            "bedrock: CreateModelInvocationJob: 'jobArn' is empty");
  EXPECT_EQ(open_purchases(), 1U) << "there may be a job";
}

TEST_F(BatchEncoderTest, AJobThatFailedEndsTheCall) {
  aws_->end = "Failed";
  EXPECT_NE(test::error_of([&] { (void)make().encode(make_texts(100), {}); }).find(": Failed"),
            std::string::npos);
  EXPECT_EQ(open_purchases(), 0U);
}

}  // namespace
}  // namespace assay
