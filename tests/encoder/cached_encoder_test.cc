#include "encoder/cached_encoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "assay/error.h"
#include "encoder/random_encoder.h"
#include "support/fake_models.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

// Counts what it is asked for; stops after a number of texts when told to; tells of batches of two.
class CountingEncoder final : public Encoder {
 public:
  [[nodiscard]] const ModelInfo& info() const override { return inner_.info(); }
  [[nodiscard]] ModelInfo& mutable_info() { return inner_.mutable_info(); }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override {
    Matrix rows = inner_.encode(texts, context, stats);
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
      if (asked.size() == stop_after) throw Error(ErrorKind::kInterrupted, "stopped");
      asked.push_back(texts[i]);
      if (texts[i] == "zero") std::ranges::fill(rows.row(i), 0.0F);
      if (reports && context.on_batch) {
        Matrix one(1, rows.cols());
        std::ranges::copy(rows.row(i), one.row(0).begin());
        const std::vector<std::uint32_t> index = {i};
        context.on_batch({.texts = index, .vectors = one, .tokens = 3});
      }
    }
    return rows;
  }

  std::vector<std::string> asked;
  std::size_t stop_after = SIZE_MAX;
  bool reports = false;

 private:
  test::HashEncoder inner_;
};

std::vector<float> flat(const Matrix& matrix) {
  return {matrix.data(), matrix.data() + matrix.rows() * matrix.cols()};
}

class CachedEncoderTest : public testing::Test {
 protected:
  // A new process in miniature: nothing is kept but the folder.
  CountingEncoder* start(std::size_t texts_per_step = 4096) {
    auto inner = std::make_unique<CountingEncoder>();
    CountingEncoder* counting = inner.get();
    encoder_.reset();
    encoder_ =
        make_cached_encoder(std::move(inner), EmbeddingStore::open(folder_.path()), texts_per_step);
    return counting;
  }
  Matrix encode(const std::vector<std::string>& texts, EncodeStats* stats = nullptr,
                const EncodeContext& context = {}) {
    return encoder_->encode(texts, context, stats);
  }
  test::TemporaryFolder folder_;
  std::unique_ptr<Encoder> encoder_;
};

TEST_F(CachedEncoderTest, GivesTheSameVectorsAndAsksForEachTextOnce) {
  const std::vector<std::string> texts = {"a", "b", "a", "", "c"};
  test::HashEncoder plain;
  const auto expected = flat(plain.encode(texts, {}, nullptr));
  CountingEncoder* counting = start();
  EncodeStats first;
  EXPECT_EQ(flat(encode(texts, &first)), expected);
  EXPECT_EQ(counting->asked, (std::vector<std::string>{"a", "b", "", "c"}));
  EXPECT_EQ(first.texts, 5U);
  EXPECT_EQ(first.unique_texts, 4U);
  EXPECT_EQ(first.stored_texts, 0U);
  EXPECT_EQ(first.tokens, 12U);
  counting = start();
  EncodeStats second;
  EXPECT_EQ(flat(encode({"c", "d", "a"}, &second)),
            flat(plain.encode(std::vector<std::string>{"c", "d", "a"}, {}, nullptr)));
  EXPECT_EQ(counting->asked, (std::vector<std::string>{"d"}));
  EXPECT_EQ(second.stored_texts, 2U);
  EXPECT_EQ(second.unique_texts, 3U);
  EXPECT_EQ(second.tokens, 3U) << "only what was encoded now";
}

TEST_F(CachedEncoderTest, KeepsAnotherContextApart) {
  start();
  (void)encode({"a"}, nullptr, {.role = Role::kQuery});
  CountingEncoder* counting = start();
  (void)encode({"a"}, nullptr, {.role = Role::kDocument});
  EXPECT_EQ(counting->asked.size(), 1U);
  (void)encode({"a"}, nullptr, {.role = Role::kQuery});
  EXPECT_EQ(counting->asked.size(), 1U);
}

TEST_F(CachedEncoderTest, KeepsAnotherModelApart) {
  start();
  (void)encode({"a"});
  CountingEncoder* counting = start();
  counting->mutable_info().settings["precision"] = "bf16";
  (void)encode({"a"});
  EXPECT_EQ(counting->asked.size(), 1U);
}

// The engine measures speeds to choose a precision; they differ from run to run.
TEST_F(CachedEncoderTest, WhyAPrecisionWasChosenKeepsNothingApart) {
  start()->mutable_info().settings["precision_choice"] = {{"speed", 1.37}};
  (void)encode({"a"});
  CountingEncoder* counting = start();
  counting->mutable_info().settings["precision_choice"] = {{"speed", 1.41}};
  (void)encode({"a"});
  EXPECT_EQ(counting->asked.size(), 0U);
}

TEST_F(CachedEncoderTest, AnInterruptedCallKeepsTheStepsThatWereFinished) {
  CountingEncoder* counting = start(2);
  counting->stop_after = 5;
  EXPECT_THROW((void)encode({"a", "b", "c", "d", "e", "f"}), Error);
  counting = start();
  (void)encode({"a", "b", "c", "d", "e", "f"});
  EXPECT_EQ(counting->asked, (std::vector<std::string>{"e", "f"}));
}

TEST_F(CachedEncoderTest, AnInterruptedCallKeepsEveryReportedBatch) {
  CountingEncoder* counting = start();
  counting->reports = true;
  counting->stop_after = 5;
  EXPECT_THROW((void)encode({"a", "b", "c", "d", "e", "f"}), Error);
  counting = start();
  (void)encode({"a", "b", "c", "d", "e", "f"});
  EXPECT_EQ(counting->asked, (std::vector<std::string>{"f"}));
}

TEST_F(CachedEncoderTest, DoesNotStoreZeros) {
  start();
  (void)encode({"zero", "a"});
  CountingEncoder* counting = start();
  const Matrix rows = encode({"zero", "a"});
  EXPECT_EQ(counting->asked, (std::vector<std::string>{"zero"}));
  EXPECT_EQ(rows.row(0)[0], 0.0F);
}

TEST_F(CachedEncoderTest, TakesNoTexts) {
  start();
  EXPECT_EQ(encode({}).rows(), 0U);
}

TEST_F(CachedEncoderTest, KnowsThatSomeEncodersPutNothingInFront) {
  const auto encoder = make_random_encoder({});
  EXPECT_EQ(encoder->as_encoder()->conditions({.task_name = "A", .role = Role::kQuery}),
            encoder->as_encoder()->conditions({.task_name = "B"}));
}

}  // namespace
}  // namespace assay
