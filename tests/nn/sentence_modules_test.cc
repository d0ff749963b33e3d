#include "nn/sentence_modules.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/safetensors_bytes.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using test::TemporaryFolder;

PoolingConfig pooling(const std::string& text) {
  return parse_pooling(JsonObject(parse_json(text, "f"), "f"));
}

std::pair<ErrorKind, std::string> failure(const auto& call) {
  try {
    call();
  } catch (const Error& error) {
    return {error.kind(), error.what()};
  }
  ADD_FAILURE() << "no error";
  return {};
}

// modules.json of the given (class, path) pairs.
std::string modules_json(const std::vector<std::pair<std::string, std::string>>& modules) {
  Json list = Json::array();
  for (const auto& [type, path] : modules) {
    list.push_back({{"idx", list.size()},
                    {"name", std::to_string(list.size())},
                    {"path", path},
                    {"type", type}});
  }
  return list.dump();
}

TEST(PoolingConfigTest, FlagsAndTheNewerNameMeanTheSame) {
  EXPECT_EQ(to_string(pooling(R"({"word_embedding_dimension": 384, "pooling_mode_cls_token": true,
      "pooling_mode_mean_tokens": false})")),
            "cls");
  EXPECT_EQ(to_string(pooling(R"({"embedding_dimension": 384, "pooling_mode": "lasttoken"})")),
            "lasttoken");
  EXPECT_EQ(to_string(pooling(R"({"pooling_mode": ["cls", "mean"]})")), "cls+mean");
  EXPECT_EQ(to_string(pooling(R"({"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true,
      "pooling_mode_max_tokens": true, "pooling_mode_mean_sqrt_len_tokens": true,
      "pooling_mode_weightedmean_tokens": true, "pooling_mode_lasttoken": true})")),
            "cls+max+mean+mean_sqrt_len_tokens+weightedmean+lasttoken");
}

TEST(PoolingConfigTest, WithoutAnyModeItIsTheMean) {
  EXPECT_EQ(to_string(pooling("{}")), "mean");
  EXPECT_EQ(to_string(pooling(R"({"pooling_mode_mean_tokens": false})")), "mean");
  EXPECT_TRUE(pooling("{}").include_prompt);
  EXPECT_FALSE(pooling(R"({"include_prompt": false})").include_prompt);
}

TEST(PoolingConfigTest, UnknownModesAndOtherOrdersAreErrors) {
  EXPECT_EQ(failure([] { (void)pooling(R"({"pooling_mode": "median"})"); }).second,
            "f: unknown pooling mode \"median\"");
  EXPECT_EQ(failure([] { (void)pooling(R"({"pooling_mode": ["mean", "cls"]})"); }).second,
            "f: not supported yet: pooling modes in the order [\"mean\",\"cls\"]");
  EXPECT_EQ(failure([] { (void)pooling(R"({"pooling_mode": []})"); }).second,
            "f: no pooling mode is given");
}

TEST(SentenceModulesTest, OldAndNewClassNamesAreTheSameModules) {
  const TemporaryFolder folder;
  folder.write("1_Pooling/config.json", R"({"pooling_mode_cls_token": true})");
  for (const std::string prefix :
       {"sentence_transformers.models.", "sentence_transformers.models.Pooling.",
        "sentence_transformers.sentence_transformer.modules."}) {
    folder.write("modules.json", modules_json({{prefix + "Transformer", "0_Transformer"},
                                               {prefix + "Pooling", "1_Pooling"},
                                               {prefix + "Dropout", "2_Dropout"},
                                               {prefix + "Normalize", "3_Normalize"}}));
    const SentenceModules modules = read_sentence_modules(folder.path());
    EXPECT_EQ(modules.transformer, folder.path() / "0_Transformer");
    EXPECT_TRUE(modules.pooling.cls);
    ASSERT_EQ(modules.head.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<NormalizeConfig>(modules.head[0]));
  }
}

TEST(SentenceModulesTest, WithoutModulesJsonItIsTheTransformerAndTheMean) {
  const TemporaryFolder folder;
  const SentenceModules modules = read_sentence_modules(folder.path());
  EXPECT_EQ(modules.transformer, folder.path() / "");
  EXPECT_EQ(to_string(modules.pooling), "mean");
  EXPECT_TRUE(modules.head.empty());
}

TEST(SentenceModulesTest, DenseAndLayerNormBringTheirWeights) {
  const TemporaryFolder folder;
  folder.write("modules.json",
               modules_json({{"sentence_transformers.models.Transformer", ""},
                             {"sentence_transformers.models.Pooling", "1_Pooling"},
                             {"sentence_transformers.models.Dense", "2_Dense"},
                             {"sentence_transformers.models.LayerNorm", "3_LayerNorm"}}));
  folder.write("1_Pooling/config.json", "{}");
  folder.write("2_Dense/config.json", R"({"in_features": 2, "out_features": 1, "bias": true,
      "activation_function": "torch.nn.modules.linear.Identity"})");
  folder.write("2_Dense/model.safetensors",
               test::safetensors_bytes(
                   R"({"linear.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                   R"("linear.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]}})",
                   test::float_bytes({0.5F, 1, 2})));
  folder.write("3_LayerNorm/config.json", R"({"dimension": 1})");
  folder.write(
      "3_LayerNorm/model.safetensors",
      test::safetensors_bytes(R"({"norm.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                              R"("norm.weight":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                              test::float_bytes({3, 4})));
  const SentenceModules modules = read_sentence_modules(folder.path());
  ASSERT_EQ(modules.head.size(), 2U);
  const auto& dense = std::get<DenseConfig>(modules.head[0]);
  EXPECT_EQ(dense.weight, (std::vector<float>{1, 2}));
  EXPECT_EQ(dense.bias, std::vector<float>{0.5F});
  EXPECT_EQ(dense.activation, Activation::kIdentity);
  const auto& norm = std::get<LayerNormConfig>(modules.head[1]);
  EXPECT_EQ(norm.weight, std::vector<float>{4});
  EXPECT_EQ(norm.bias, std::vector<float>{3});

  folder.write("2_Dense/config.json", R"({"in_features": 3, "out_features": 1})");
  EXPECT_EQ(failure([&] { (void)read_sentence_modules(folder.path()); }).first,
            ErrorKind::kBadData);
  folder.write("2_Dense/config.json",
               R"({"in_features": 2, "out_features": 1, "use_residual": true})");
  EXPECT_EQ(failure([&] { (void)read_sentence_modules(folder.path()); }).first,
            ErrorKind::kNotSupported);
}

TEST(SentenceModulesTest, OtherModulesAndOrdersAreNotSupportedYet) {
  const TemporaryFolder folder;
  folder.write("1_Pooling/config.json", "{}");
  const auto what = [&](const std::vector<std::pair<std::string, std::string>>& modules) {
    folder.write("modules.json", modules_json(modules));
    const auto [kind, message] = failure([&] { (void)read_sentence_modules(folder.path()); });
    EXPECT_EQ(kind, ErrorKind::kNotSupported);
    return message.substr(message.find("not supported yet: ") + 19);
  };
  EXPECT_EQ(what({{"sentence_transformers.models.StaticEmbedding", "0_StaticEmbedding"}}),
            "a model that begins with module StaticEmbedding");
  EXPECT_EQ(what({{"sentence_transformers.models.Transformer", ""},
                  {"sentence_transformers.models.WeightedLayerPooling", "1_W"}}),
            "a model without Pooling behind its Transformer");
  EXPECT_EQ(what({{"sentence_transformers.models.Transformer", ""},
                  {"sentence_transformers.models.Pooling", "1_Pooling"},
                  {"sentence_transformers.models.CNN", "2_CNN"}}),
            "module CNN behind Pooling");
  EXPECT_EQ(what({{"custom_st.Transformer", ""}}), "module custom_st.Transformer");
}

TEST(SentenceModulesTest, AModulePathThatLeavesTheFolderIsAnError) {
  const TemporaryFolder folder;
  for (const char* path : {"../other", "/etc", "a/../../b"}) {
    folder.write("modules.json",
                 modules_json({{"sentence_transformers.models.Transformer", path}}));
    EXPECT_EQ(failure([&] { (void)read_sentence_modules(folder.path()); }).first,
              ErrorKind::kBadData)
        << path;
  }
  folder.write("modules.json", R"({"0": 1})");
  EXPECT_EQ(failure([&] { (void)read_sentence_modules(folder.path()); }).first,
            ErrorKind::kBadData);
}

}  // namespace
}  // namespace assay
