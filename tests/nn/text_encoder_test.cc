#include "nn/text_encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "assay/error.h"
#include "nn/random_bert.h"
#include "nn/reference_bert.h"

namespace assay {
namespace {

using test::MemoryTensors;
using test::random_bert;
using test::random_ids;
using test::reference_embedding;
using test::tiny_bert;

using Ids = std::vector<std::int32_t>;

// The embeddings of all texts in one batch, [texts x dimension].
std::vector<float> encode(const TextEncoder& encoder, const std::vector<Ids>& texts,
                          const std::vector<std::uint32_t>& prompt_tokens = {}) {
  Ids ids;
  std::vector<std::uint32_t> offsets = {0};
  for (const Ids& text : texts) {
    ids.insert(ids.end(), text.begin(), text.end());
    offsets.push_back(static_cast<std::uint32_t>(ids.size()));
  }
  std::vector<float> out(texts.size() * encoder.dimension());
  const auto workspace = encoder.make_workspace();
  encoder.encode({ids, offsets, prompt_tokens}, *workspace, out.data());
  return out;
}

std::vector<float> row(const std::vector<float>& rows, std::size_t index, std::size_t dimension) {
  const auto first = rows.begin() + static_cast<std::ptrdiff_t>(index * dimension);
  return {first, first + static_cast<std::ptrdiff_t>(dimension)};
}

// float has 24 bits: about 6e-8 relative to values of size 1, times a few dozen roundings in a row.
constexpr double kTolerance = 5e-6;

void expect_near(const std::vector<float>& found, const std::vector<double>& expected,
                 double tolerance, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(double{found[i]}, expected[i], tolerance) << what << ", component " << i;
  }
}

PoolingConfig mean_pooling() {
  PoolingConfig pooling;
  pooling.mean = true;
  return pooling;
}

std::vector<Ids> texts_of_lengths(const std::vector<std::size_t>& lengths) {
  std::vector<Ids> texts;
  for (const std::size_t length : lengths) {
    texts.push_back(
        random_ids(length, tiny_bert().vocab_size, static_cast<unsigned>(texts.size())));
  }
  return texts;
}

TEST(TextEncoderTest, AgreesWithTheDoublePrecisionForwardAtEveryLength) {
  const EncoderDescription description = {tiny_bert(), mean_pooling(), {NormalizeConfig{}}};
  const MemoryTensors tensors = random_bert(description.bert);
  const auto encoder = make_text_encoder(description, tensors, Precision::kF32, 1);
  const std::vector<Ids> texts =
      texts_of_lengths({1, 2, 3, 5, 6, 7, 8, 15, 16, 17, 31, 33, 47, 48, 49, 64, 127, 130, 512});
  const std::vector<float> found = encode(*encoder, texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    expect_near(row(found, i, encoder->dimension()),
                reference_embedding(description, tensors, texts[i]), kTolerance,
                std::to_string(texts[i].size()) + " tokens");
  }
}

TEST(TextEncoderTest, AgreesForEveryPoolingMode) {
  for (unsigned modes = 1; modes < 64; ++modes) {
    EncoderDescription description = {tiny_bert(), {}, {}};
    description.pooling = {.cls = (modes & 1U) != 0,
                           .max = (modes & 2U) != 0,
                           .mean = (modes & 4U) != 0,
                           .mean_sqrt_len = (modes & 8U) != 0,
                           .weighted_mean = (modes & 16U) != 0,
                           .last_token = (modes & 32U) != 0,
                           .include_prompt = modes % 2 == 0};
    const MemoryTensors tensors = random_bert(description.bert);
    const auto encoder = make_text_encoder(description, tensors, Precision::kF32, 1);
    const std::vector<Ids> texts = texts_of_lengths({4, 11, 1, 23});
    const std::vector<std::uint32_t> prompts = {3, 0, 0, 22};
    const std::vector<float> found = encode(*encoder, texts, prompts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      // Sums over a text without division by its length are several times larger.
      expect_near(row(found, i, encoder->dimension()),
                  reference_embedding(description, tensors, texts[i], prompts[i]), 4 * kTolerance,
                  "modes " + std::to_string(modes) + ", text " + std::to_string(i));
    }
  }
}

TEST(TextEncoderTest, PoolsNothingButClsOfATextThatIsAllPrompt) {
  EncoderDescription description = {tiny_bert(), {}, {}};
  description.pooling = {
      .cls = true, .max = true, .mean = true, .last_token = true, .include_prompt = false};
  const auto encoder =
      make_text_encoder(description, random_bert(description.bert), Precision::kF32, 1);
  const std::vector<float> found = encode(*encoder, texts_of_lengths({4}), {9});
  const std::size_t d = description.bert.hidden;
  EXPECT_NE(row(found, 0, d), std::vector<float>(d, 0.0F));
  for (std::size_t mode = 1; mode < 4; ++mode)
    EXPECT_EQ(row(found, mode, d), std::vector<float>(d, 0.0F));
}

TEST(TextEncoderTest, AgreesForEveryActivation) {
  for (const Activation activation :
       {Activation::kGelu, Activation::kGeluTanh, Activation::kRelu, Activation::kSilu}) {
    EncoderDescription description = {tiny_bert(), mean_pooling(), {NormalizeConfig{}}};
    description.bert.activation = activation;
    const MemoryTensors tensors = random_bert(description.bert);
    const auto encoder = make_text_encoder(description, tensors, Precision::kF32, 1);
    const Ids text = random_ids(37, 50, 1);
    expect_near(encode(*encoder, {text}), reference_embedding(description, tensors, text),
                kTolerance, "activation " + std::to_string(static_cast<int>(activation)));
  }
}

TEST(TextEncoderTest, AppliesDenseLayerNormAndNormalizeInTheirOrder) {
  EncoderDescription description = {tiny_bert(), mean_pooling(), {}};
  std::vector<float> weight(std::size_t{24} * 10);
  for (std::size_t i = 0; i < weight.size(); ++i)
    weight[i] = static_cast<float>(i % 7) * 0.1F - 0.3F;
  description.head = {
      DenseConfig{24, 10, Activation::kTanh, weight, std::vector<float>(10, 0.25F)},
      LayerNormConfig{std::vector<float>(10, 1.5F), std::vector<float>(10, 0.5F)},
      DenseConfig{10, 24, Activation::kIdentity, weight, {}},
      NormalizeConfig{},
  };
  const MemoryTensors tensors = random_bert(description.bert);
  const auto encoder = make_text_encoder(description, tensors, Precision::kF32, 1);
  EXPECT_EQ(encoder->dimension(), 24U);
  const std::vector<Ids> texts = texts_of_lengths({9, 3, 30});
  const std::vector<float> found = encode(*encoder, texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    expect_near(row(found, i, 24), reference_embedding(description, tensors, texts[i]), kTolerance,
                "text " + std::to_string(i));
  }
}

TEST(TextEncoderTest, GivesATextTheSameBitsAloneAndInAnyBatch) {
  EncoderDescription description = {tiny_bert(), mean_pooling(), {NormalizeConfig{}}};
  for (const bool single_token : {false, true}) {
    description.pooling = {.cls = single_token, .mean = !single_token, .last_token = single_token};
    const auto encoder =
        make_text_encoder(description, random_bert(description.bert), Precision::kF32, 1);
    const std::vector<Ids> texts = texts_of_lengths({7, 1, 64, 13, 200, 2, 33, 18, 5});
    const std::vector<float> together = encode(*encoder, texts);
    const auto reversed = encode(*encoder, {texts.rbegin(), texts.rend()});
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto alone = encode(*encoder, {texts[i]});
      EXPECT_EQ(row(together, i, encoder->dimension()), alone) << "text " << i;
      EXPECT_EQ(row(reversed, texts.size() - 1 - i, encoder->dimension()), alone) << "text " << i;
    }
  }
}

TEST(TextEncoderTest, GivesTheSameBitsHoweverManyThreadsPackTheWeights) {
  const EncoderDescription description = {tiny_bert(), mean_pooling(), {}};
  const MemoryTensors tensors = random_bert(description.bert);
  const std::vector<Ids> texts = texts_of_lengths({12, 3});
  EXPECT_EQ(encode(*make_text_encoder(description, tensors, Precision::kF32, 1), texts),
            encode(*make_text_encoder(description, tensors, Precision::kF32, 3), texts));
}

TEST(TextEncoderTest, ReadsPrefixedAndOldTensorNames) {
  const EncoderDescription description = {tiny_bert(), mean_pooling(), {}};
  const MemoryTensors tensors = random_bert(description.bert);
  MemoryTensors renamed;
  for (const std::string& name : tensors.names()) {
    std::string other = "bert." + name;
    for (const auto& [now, then] :
         {std::pair<std::string, std::string>{"LayerNorm.weight", "LayerNorm.gamma"},
          {"LayerNorm.bias", "LayerNorm.beta"}}) {
      const auto at = other.find(now);
      if (at != std::string::npos) other.replace(at, now.size(), then);
    }
    renamed.set(other, tensors.find(name)->shape, tensors.values(name));
  }
  const std::vector<Ids> texts = texts_of_lengths({6});
  EXPECT_EQ(encode(*make_text_encoder(description, tensors, Precision::kF32, 1), texts),
            encode(*make_text_encoder(description, renamed, Precision::kF32, 1), texts));
}

std::string error_of(const EncoderDescription& description, const MemoryTensors& tensors) {
  try {
    (void)make_text_encoder(description, tensors, Precision::kF32, 2);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    return error.what();
  }
  return "no error";
}

TEST(TextEncoderTest, RefusesMissingMisshapenAndNonFiniteTensors) {
  const EncoderDescription description = {tiny_bert(), mean_pooling(), {}};
  const std::string name = "encoder.layer.1.output.dense.weight";
  MemoryTensors missing = random_bert(description.bert);
  missing.erase(name);
  EXPECT_NE(error_of(description, missing).find(name), std::string::npos);
  MemoryTensors misshapen = random_bert(description.bert);
  misshapen.set(name, {52, 24}, std::vector<float>(std::size_t{52} * 24));
  EXPECT_NE(error_of(description, misshapen).find(name), std::string::npos);
  MemoryTensors not_finite = random_bert(description.bert);
  not_finite.values(name)[5] = std::nanf("");
  EXPECT_NE(error_of(description, not_finite).find(name), std::string::npos);
}

TEST(TextEncoderTest, RefusesConfigurationsThatContradictThemselves) {
  EncoderDescription description = {tiny_bert(), mean_pooling(), {}};
  const MemoryTensors tensors = random_bert(description.bert);
  description.bert.heads = 5;
  EXPECT_NE(error_of(description, tensors).find("heads"), std::string::npos);
  description.bert.heads = 3;
  description.head = {DenseConfig{23, 1, Activation::kTanh, std::vector<float>(23), {}}};
  EXPECT_NE(error_of(description, tensors).find("in_features"), std::string::npos);
  description.head = {LayerNormConfig{{1.0F}, {0.0F}}};
  EXPECT_NE(error_of(description, tensors).find("LayerNorm"), std::string::npos);
  description.head.clear();
  description.pooling = {};
  EXPECT_NE(error_of(description, tensors).find("pooling"), std::string::npos);
}

}  // namespace
}  // namespace assay
