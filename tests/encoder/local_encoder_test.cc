#include "encoder/local_encoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>

#include "assay/error.h"
#include "nn/random_bert.h"

namespace assay {
namespace {

// [1] byte byte ... [2]: every byte of the text is a token, 10 + byte % 30.
class ByteTokenizer final : public Tokenizer {
 public:
  std::size_t encode(std::string_view text, std::size_t max_tokens,
                     std::vector<std::int32_t>& ids) const override {
    const std::size_t full = text.size() + 2;
    const std::size_t kept = std::min(full, max_tokens == 0 ? full : max_tokens);
    ids.push_back(1);
    for (std::size_t i = 0; i + 2 < kept; ++i) {
      ids.push_back(10 + static_cast<std::int32_t>(static_cast<unsigned char>(text[i]) % 30));
    }
    ids.push_back(2);
    return full;
  }
  [[nodiscard]] std::size_t vocabulary_size() const override { return 40; }
  [[nodiscard]] std::size_t num_closing_tokens() const override { return 1; }
};

// A row is [sum of ids, number of tokens, prompt tokens]; the sum of `poisoned` becomes NaN.
class SumNetwork final : public TextEncoder {
 public:
  explicit SumNetwork(float poisoned = -1) : poisoned_(poisoned) {}
  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<Workspace>();
  }
  void encode(const TokenBatch& batch, Workspace&, float* out) const override {
    for (std::size_t text = 0; text + 1 < batch.offsets.size(); ++text) {
      const auto ids =
          batch.ids.subspan(batch.offsets[text], batch.offsets[text + 1] - batch.offsets[text]);
      const auto sum = static_cast<float>(std::accumulate(ids.begin(), ids.end(), 0));
      out[3 * text] = sum == poisoned_ ? std::numeric_limits<float>::quiet_NaN() : sum;
      out[3 * text + 1] = static_cast<float>(ids.size());
      out[3 * text + 2] =
          batch.prompt_tokens.empty() ? 0 : static_cast<float>(batch.prompt_tokens[text]);
    }
  }
  [[nodiscard]] std::size_t dimension() const override { return 3; }
  [[nodiscard]] std::size_t preferred_batch_tokens() const override { return 64; }
  [[nodiscard]] std::uint64_t weights_bytes() const override { return 0; }
  [[nodiscard]] Json settings() const override { return Json::object(); }

 private:
  float poisoned_;
};

LocalEncoderParts parts_with(std::unique_ptr<TextEncoder> network) {
  LocalEncoderParts parts{.prompts = PromptRules({}, nullptr)};
  parts.info.name = "test/model";
  parts.info.embed_dim = network->dimension();
  parts.tokenizer = std::make_unique<ByteTokenizer>();
  parts.network = std::move(network);
  parts.max_tokens = 20;
  parts.vocabulary_size = 40;
  return parts;
}

std::vector<float> row(const Matrix& matrix, std::size_t i) {
  return {matrix.row(i).begin(), matrix.row(i).end()};
}

// Tokens of a text of `length` letters 'a' (97 % 30 = 7).
float sum_of_letters(std::size_t length) { return static_cast<float>(1 + 17 * length + 2); }

TEST(LocalEncoderTest, RowsComeBackInTheOrderOfTheTexts) {
  const auto encoder = make_local_encoder(parts_with(std::make_unique<SumNetwork>()));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 300; ++i) texts.emplace_back((i * 7) % 19, 'a');
  const Matrix rows = encoder->encode(texts, {});
  ASSERT_EQ(rows.rows(), 300U);
  for (std::size_t i = 0; i < 300; ++i) {
    const std::size_t length = (i * 7) % 19;
    EXPECT_EQ(row(rows, i),
              (std::vector<float>{sum_of_letters(length), static_cast<float>(length + 2), 0}))
        << i;
  }
}

TEST(LocalEncoderTest, EqualTextsAreEncodedOnceAndEverythingIsCounted) {
  const auto encoder = make_local_encoder(parts_with(std::make_unique<SumNetwork>()));
  const std::vector<std::string> texts = {"aa", "a", "aa", std::string(100, 'a'), "aa", ""};
  EncodeStats stats;
  const Matrix rows = encoder->encode(texts, {}, &stats);
  EXPECT_EQ(row(rows, 0), row(rows, 2));
  EXPECT_EQ(row(rows, 0), row(rows, 4));
  EXPECT_EQ(stats.texts, 6U);
  EXPECT_EQ(stats.unique_texts, 4U);
  EXPECT_EQ(stats.tokens, 4U + 3U + 20U + 2U);
  EXPECT_EQ(stats.truncated_texts, 1U);
  EXPECT_GE(stats.seconds, 0.0);
  EXPECT_GT(stats.tokenize_seconds, 0.0);
  EXPECT_GT(stats.infer_seconds, 0.0);
  (void)encoder->encode(texts, {}, &stats);
  EXPECT_EQ(stats.texts, 12U) << "added, not replaced";
}

TEST(LocalEncoderTest, NoTextsGiveAnEmptyMatrix) {
  const auto encoder = make_local_encoder(parts_with(std::make_unique<SumNetwork>()));
  const Matrix rows = encoder->encode({}, {});
  EXPECT_EQ(rows.rows(), 0U);
  EXPECT_EQ(rows.cols(), 3U);
}

TEST(LocalEncoderTest, ThePromptStandsInFrontAndCanBeLeftOutOfPooling) {
  LocalEncoderParts parts = parts_with(std::make_unique<SumNetwork>());
  parts.prompts = PromptRules({.prompts = {{"query", "aaa"}}}, nullptr);
  parts.pool_prompt = false;
  const auto encoder = make_local_encoder(std::move(parts));
  const std::vector<std::string> texts = {"aa"};
  // [1] and the prompt's three letters are left out; the closing token of the prompt alone does not
  // count.
  EXPECT_EQ(row(encoder->encode(texts, {.role = Role::kQuery}), 0),
            (std::vector<float>{sum_of_letters(5), 7, 4}));
  EXPECT_EQ(row(encoder->encode(texts, {.role = Role::kDocument}), 0),
            (std::vector<float>{sum_of_letters(2), 4, 0}));
}

TEST(LocalEncoderTest, TruncateDimKeepsTheFirstComponents) {
  LocalEncoderParts parts = parts_with(std::make_unique<SumNetwork>());
  parts.info.embed_dim = 2;
  const auto encoder = make_local_encoder(std::move(parts));
  const std::vector<std::string> texts = {"a", "aa"};
  EXPECT_EQ(row(encoder->encode(texts, {}), 1), (std::vector<float>{sum_of_letters(2), 4}));
}

TEST(LocalEncoderTest, AVectorThatIsNotFiniteNamesItsText) {
  const auto encoder =
      make_local_encoder(parts_with(std::make_unique<SumNetwork>(sum_of_letters(5))));
  const std::vector<std::string> texts = {"a", "aa", "aaa", "aaaaa"};
  try {
    (void)encoder->encode(texts, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_STREQ(error.what(), "test/model: text 3: its embedding is not finite");
  }
}

TEST(LocalEncoderTest, ATokenWithoutAnEmbeddingNamesItsText) {
  LocalEncoderParts parts = parts_with(std::make_unique<SumNetwork>());
  parts.vocabulary_size = 18;
  const auto encoder = make_local_encoder(std::move(parts));
  const std::vector<std::string> texts = {"a", "ab"};  // 'b' is token 18
  try {
    (void)encoder->encode(texts, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "test/model: text 1: token id 18 is beyond the model's 18 embeddings");
  }
}

TEST(LocalEncoderTest, AStopRequestEndsIt) {
  const auto encoder = make_local_encoder(parts_with(std::make_unique<SumNetwork>()));
  std::stop_source stop;
  stop.request_stop();
  const std::vector<std::string> texts = {"a"};
  try {
    (void)encoder->encode(texts, {.stop = stop.get_token()});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
}

class CountingProgress final : public Progress {
 public:
  void begin(std::string_view, std::uint64_t, std::string_view) override { ++begun; }
  void advance(std::uint64_t count) override {
    const std::lock_guard lock(mutex_);
    done += count;
  }
  void end() override {}
  void note(std::string_view) override {}
  std::uint64_t done = 0;
  int begun = 0;

 private:
  std::mutex mutex_;
};

TEST(LocalEncoderTest, ProgressCountsEveryTextAndLeavesThePhasesToTheCaller) {
  LocalEncoderParts parts = parts_with(std::make_unique<SumNetwork>());
  parts.threads = 3;
  const auto encoder = make_local_encoder(std::move(parts));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 500; ++i) texts.emplace_back(i % 90, 'a');
  CountingProgress progress;
  (void)encoder->encode(texts, {.progress = &progress});
  EXPECT_EQ(progress.done, 500U);
  EXPECT_EQ(progress.begun, 0);
}

TEST(LocalEncoderTest, LateSettingsAreAskedForOnceAndOnlyWhenNeeded) {
  LocalEncoderParts parts = parts_with(std::make_unique<SumNetwork>());
  auto calls = std::make_shared<int>(0);
  parts.late_settings = [calls] {
    ++*calls;
    return Json{{"weights_sha256", "x"}};
  };
  const auto encoder = make_local_encoder(std::move(parts));
  (void)encoder->encode(std::vector<std::string>{"a"}, {});
  EXPECT_EQ(*calls, 0);
  EXPECT_EQ(encoder->info().settings.dump(), R"({"weights_sha256":"x"})");
  EXPECT_EQ(encoder->info().settings.size(), 1U);
  EXPECT_EQ(*calls, 1);
}

std::unique_ptr<Encoder> tiny_bert_encoder(unsigned threads, unsigned batch_tokens) {
  const EncoderDescription description = {
      .bert = test::tiny_bert(), .pooling = {.mean = true}, .head = {NormalizeConfig{}}};
  const test::MemoryTensors tensors = test::random_bert(description.bert);
  LocalEncoderParts parts = parts_with(make_text_encoder(description, tensors, Precision::kF32, 1));
  parts.max_tokens = 100;
  parts.threads = threads;
  parts.batch_tokens = batch_tokens;
  return make_local_encoder(std::move(parts));
}

TEST(LocalEncoderTest, EmbeddingsAreTheSameBitsAtAnyThreadCountAndBatchSize) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 60; ++i)
    texts.emplace_back((i * 37) % 50, static_cast<char>('a' + i % 26));
  const Matrix expected = tiny_bert_encoder(1, 1)->encode(texts, {});
  const auto same = [&](const Matrix& other) {
    return std::equal(other.data(), other.data() + other.rows() * other.cols(), expected.data());
  };
  EXPECT_TRUE(same(tiny_bert_encoder(1, 256)->encode(texts, {})));
  EXPECT_TRUE(same(tiny_bert_encoder(2, 100)->encode(texts, {})));
  EXPECT_TRUE(same(tiny_bert_encoder(5, 1000)->encode(texts, {})));
  const std::vector<std::string> last = {texts.back()};
  EXPECT_EQ(row(tiny_bert_encoder(1, 256)->encode(last, {}), 0), row(expected, 59)) << "alone";
}

}  // namespace
}  // namespace assay
