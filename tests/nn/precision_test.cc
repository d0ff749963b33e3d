#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/error.h"
#include "math/dispatch.h"
#include "nn/choice_memory.h"
#include "nn/layer_losses.h"
#include "nn/layer_maker.h"
#include "nn/precision_choice.h"
#include "nn/random_bert.h"
#include "nn/text_encoder.h"

namespace assay {
namespace {

using test::MemoryTensors;
using test::random_bert;
using test::random_ids;
using test::tiny_bert;

constexpr Precision kNarrow[] = {Precision::kBf16, Precision::kI16, Precision::kI8};

EncoderDescription description_of_tiny() {
  EncoderDescription description = {tiny_bert(), {}, {NormalizeConfig{}}};
  description.pooling.mean = true;
  return description;
}

Probe probe_texts() {
  Probe probe;
  for (const std::size_t length : {3U, 9U, 30U, 64U})
    probe.push_back(random_ids(length, tiny_bert().vocab_size, static_cast<unsigned>(length)));
  return probe;
}

std::vector<float> encode(const TextEncoder& network, const Probe& texts) {
  std::vector<std::int32_t> ids;
  std::vector<std::uint32_t> offsets = {0};
  for (const auto& text : texts) {
    ids.insert(ids.end(), text.begin(), text.end());
    offsets.push_back(static_cast<std::uint32_t>(ids.size()));
  }
  std::vector<float> out(texts.size() * network.dimension());
  network.encode({ids, offsets, {}}, *network.make_workspace(), out.data());
  return out;
}

// A folder that goes away with the test.
class Folder {
 public:
  Folder() : path_(testing::TempDir() + "precision_test") { std::filesystem::remove_all(path_); }
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(PrecisionTest, NarrowNetworksAreNearTheExactOne) {
  const EncoderDescription description = description_of_tiny();
  const MemoryTensors tensors = random_bert(description.bert);
  const auto exact = make_text_encoder(description, tensors, Precision::kF32, 1);
  // Random networks of width 24: trained ones are kinder. The bounds are those of the formats:
  // 2^-9 for each of the two factors in bf16, 2^-12 and 2^-13 in i16, 2^-8 in i8.
  const auto cosine = [&](Precision precision) {
    return least_cosine(*make_text_encoder(description, tensors, precision, 1), *exact,
                        probe_texts());
  };
  EXPECT_GT(cosine(Precision::kI16), 0.99999);
  EXPECT_GT(cosine(Precision::kBf16), 0.9995);
  EXPECT_GT(cosine(Precision::kI8), 0.99);
  EXPECT_EQ(cosine(Precision::kF32), 1.0);
}

TEST(PrecisionTest, ATextHasTheSameBitsAloneAndInAnyBatch) {
  const EncoderDescription description = description_of_tiny();
  const MemoryTensors tensors = random_bert(description.bert);
  for (const Precision precision : kNarrow) {
    const auto network = make_text_encoder(description, tensors, precision, 1);
    Probe texts;
    for (const std::size_t length : {7U, 1U, 64U, 13U, 200U, 2U, 33U})
      texts.push_back(random_ids(length, tiny_bert().vocab_size, static_cast<unsigned>(length)));
    const std::vector<float> together = encode(*network, texts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto first = together.begin() + static_cast<std::ptrdiff_t>(i * network->dimension());
      EXPECT_EQ(
          encode(*network, {texts[i]}),
          std::vector<float>(first, first + static_cast<std::ptrdiff_t>(network->dimension())))
          << to_string(precision) << ", text " << i;
    }
  }
}

TEST(PrecisionTest, SettingsNameThePrecisionAndTheInstruction) {
  const EncoderDescription description = description_of_tiny();
  const MemoryTensors tensors = random_bert(description.bert);
  for (const Precision precision : kNarrow) {
    const Json settings = make_text_encoder(description, tensors, precision, 1)->settings();
    EXPECT_EQ(settings.at("precision"), std::string(to_string(precision)));
    EXPECT_EQ(settings.at("products"), LayerMaker(precision, kernels()).instruction());
  }
}

TEST(PrecisionTest, ALayerWithOutliersStaysInF32AndIsListed) {
  EncoderDescription description = description_of_tiny();
  description.bert.intermediate = 4096;  // weights within 3 / sqrt(4096) = 0.047
  MemoryTensors tensors = random_bert(description.bert);
  tensors.values("encoder.layer.1.output.dense.weight")[5] =
      400.0F;  // a step is 400 / 32767 = 0.012: half of its row has fewer than two
  const Json settings = make_text_encoder(description, tensors, Precision::kI16, 1)->settings();
  ASSERT_TRUE(settings.contains("finer_layers"));
  ASSERT_EQ(settings.at("finer_layers").size(), 1U);
  EXPECT_EQ(settings.at("finer_layers")[0].at("layer"), "encoder.layer.1.output");
  EXPECT_EQ(settings.at("finer_layers")[0].at("precision"), "f32");
}

TEST(PrecisionTest, I8LeavesALayerWithTooManyInputsInI16) {
  const std::vector<float> weight(kI8LargestDepth + 1, 1.0F);
  const std::vector<float> bias(1, 0.0F);
  LayerMaker maker(Precision::kI8, kernels());
  (void)maker.make({.name = "wide", .weight = weight, .bias = bias, .in_features = weight.size()});
  ASSERT_EQ(maker.kept().size(), 1U);
  EXPECT_EQ(maker.kept()[0].at("precision"), "i16");
}

TEST(PrecisionTest, I8LeavesTheLayersThatLoseMostInI16) {
  const EncoderDescription description = description_of_tiny();
  const MemoryTensors tensors = random_bert(description.bert);
  const auto losses = i8_losses(description, tensors, kernels(), probe_texts(), 1);
  EXPECT_EQ(losses.size(), 8U) << "four layers in each of two blocks";
  std::size_t expected = 0;
  for (const auto& [name, loss] : losses) {
    EXPECT_GT(loss, 0.0) << name;
    EXPECT_LT(loss, 0.2) << name;
    if (loss > kI8LargestOutputLoss) ++expected;
  }
  const Json settings =
      make_text_encoder(description, tensors,
                        EngineOptions{.precision = Precision::kI8, .probe = probe_texts()})
          ->settings();
  EXPECT_EQ(settings.value("finer_layers", Json::array()).size(), expected);
}

PrecisionTrial trial(Precision precision, double speed) {
  return {precision, "an instruction", speed, {}};
}

TEST(PrecisionTest, AutoTakesTheFastestThatIsTrue) {
  const auto choose = [](double bf16_cosine) {
    return choose_among(
        {trial(Precision::kF32, 1.0), trial(Precision::kBf16, 2.0), trial(Precision::kI16, 1.7)},
        [&](Precision p) { return p == Precision::kBf16 ? bf16_cosine : 0.9999997; });
  };
  const PrecisionChoice fastest = choose(0.9999);
  EXPECT_EQ(fastest.precision, Precision::kBf16);
  EXPECT_EQ(fastest.reason, "2.00 times as fast as f32 here, cosine to f32 0.9999000 or more");
  ASSERT_EQ(fastest.trials.size(), 3U);
  EXPECT_EQ(fastest.trials[1].precision, Precision::kI16) << "fastest first";
  EXPECT_FALSE(fastest.trials[1].cosine) << "not asked for: too slow to be chosen";
  EXPECT_EQ(choose(0.9998).precision, Precision::kI16);
}

TEST(PrecisionTest, AutoTakesTheTruestOfThoseThatAreAboutAsFast) {
  const auto choose = [](double i16_speed) {
    return choose_among({trial(Precision::kF32, 1.0), trial(Precision::kBf16, 2.0),
                         trial(Precision::kI16, i16_speed)},
                        [](Precision p) { return p == Precision::kBf16 ? 0.99998 : 0.9999997; });
  };
  EXPECT_EQ(choose(1.79).precision, Precision::kBf16);
  const PrecisionChoice near = choose(1.81);
  EXPECT_EQ(near.precision, Precision::kI16);
  EXPECT_EQ(
      near.reason,
      "1.81 times as fast as f32 here, cosine to f32 0.9999997 or more; bf16 is about as fast "
      "and further off");
}

TEST(PrecisionTest, AutoStaysInF32WhereNothingIsMuchFasterOrTrue) {
  const auto choose = [](double i16_speed, double i16_cosine) {
    return choose_among({trial(Precision::kF32, 1.0), trial(Precision::kI16, i16_speed)},
                        [&](Precision) { return i16_cosine; })
        .precision;
  };
  EXPECT_EQ(choose(1.05, 0.9999997), Precision::kF32);
  EXPECT_EQ(choose(2.0, 0.99), Precision::kF32);
  EXPECT_EQ(choose(2.0, -1), Precision::kF32) << "not a number";
  EXPECT_EQ(choose(0.5, 0.9999997), Precision::kF32);
}

TEST(PrecisionTest, AutoChoosesATrueOneAndSaysWhy) {
  const EncoderDescription description = description_of_tiny();
  const MemoryTensors tensors = random_bert(description.bert);
  const auto network = make_text_encoder(description, tensors, {.probe = probe_texts()});
  const Json settings = network->settings();
  EXPECT_FALSE(settings.at("precision_choice").at("reason").get<std::string>().empty());
  const auto exact = make_text_encoder(description, tensors, Precision::kF32, 1);
  EXPECT_GE(least_cosine(*network, *exact, probe_texts()), kLeastTrueCosine);
}

TEST(PrecisionTest, AutoWithoutAProbeIsF32) {
  const EncoderDescription description = description_of_tiny();
  const Json settings =
      make_text_encoder(description, random_bert(description.bert), Precision::kAuto, 1)
          ->settings();
  EXPECT_EQ(settings.at("precision"), "f32");
}

TEST(PrecisionTest, AutoRemembersItsChoicePerModel) {
  const Folder folder;
  const EncoderDescription description = description_of_tiny();
  const MemoryTensors tensors = random_bert(description.bert);
  const std::string key = choice_key(tensors, kernels());
  EXPECT_NE(key, choice_key(random_bert(description.bert, 2), kernels()));
  EXPECT_FALSE(recall_choice(folder.path(), key));
  const EngineOptions options = {.probe = probe_texts(), .memory = folder.path()};
  const Json first = make_text_encoder(description, tensors, options)->settings();
  ASSERT_TRUE(recall_choice(folder.path(), key));
  EXPECT_EQ(make_text_encoder(description, tensors, options)->settings(), first);
  remember_choice(folder.path(), key, {Precision::kF32, "because", {}});
  EXPECT_EQ(
      make_text_encoder(description, tensors, options)->settings()["precision_choice"]["reason"],
      "because");
}

// Published BERT files hold their position ids in int64, which no network reads.
class WithPositionIds final : public TensorSource {
 public:
  [[nodiscard]] std::optional<TensorView> find(std::string_view name) const override {
    if (name == kName) throw Error(ErrorKind::kNotSupported, "not supported yet: dtype I64");
    return tensors_.find(name);
  }
  [[nodiscard]] std::vector<std::string> names() const override {
    auto names = tensors_.names();
    names.emplace_back(kName);
    return names;
  }
  [[nodiscard]] std::string where() const override { return "memory"; }

 private:
  static constexpr std::string_view kName = "embeddings.position_ids";
  MemoryTensors tensors_ = random_bert(tiny_bert());
};

TEST(PrecisionTest, AutoPassesOverATensorThatNoNetworkReads) {
  const Folder folder;
  const Json settings = make_text_encoder(description_of_tiny(), WithPositionIds(),
                                          {.probe = probe_texts(), .memory = folder.path()})
                            ->settings();
  EXPECT_TRUE(settings.contains("precision_choice"));
}

TEST(PrecisionTest, DamagedMemoryIsMeasuredAgain) {
  for (const char* text : {"{}", "[1]", R"({"precision": "f8", "reason": "", "trials": []})",
                           R"({"precision": "f32", "reason": 1, "trials": []})"}) {
    EXPECT_FALSE(choice_from_json(Json::parse(text))) << text;
  }
}

TEST(PrecisionTest, StrictRefusesWhatTheCpuHasNoInstructionFor) {
  const EncoderDescription description = description_of_tiny();
  const MemoryTensors tensors = random_bert(description.bert);
  for (const Precision precision : kNarrow) {
    const EngineOptions options = {.precision = precision, .strict = true};
    if (LayerMaker(precision, kernels()).is_native()) {
      EXPECT_NO_THROW((void)make_text_encoder(description, tensors, options));
    } else {
      EXPECT_THROW((void)make_text_encoder(description, tensors, options), Error);
    }
  }
}

TEST(PrecisionTest, NumbersThatOverflowAreNotHidden) {
  const EncoderDescription description = description_of_tiny();
  MemoryTensors tensors = random_bert(description.bert);
  for (float& w : tensors.values("encoder.layer.0.attention.output.LayerNorm.weight")) w = 3e38F;
  for (const Precision precision : kNarrow) {
    const auto out = encode(*make_text_encoder(description, tensors, precision, 1), {{1, 2, 3}});
    EXPECT_FALSE(std::isfinite(out[0])) << to_string(precision);
  }
}

}  // namespace
}  // namespace assay
