#include "encoder/local_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/error.h"
#include "support/tiny_model.h"

namespace assay {
namespace {

using test::TinyModel;

std::unique_ptr<Model> open(const TinyModel& model) {
  return open_model(model.path(), {.precision = Precision::kF32, .threads = 1});
}

std::pair<ErrorKind, std::string> failure(const TinyModel& model) {
  try {
    (void)open(model);
  } catch (const Error& error) {
    const std::string message = error.what();
    // Without the temporary folder in front.
    return {error.kind(), message.substr(std::min(message.size(), message.find("tiny/") + 5))};
  }
  ADD_FAILURE() << "no error";
  return {};
}

std::vector<float> embedding(Model& model, const std::string& text,
                             const EncodeContext& context = {}) {
  const std::vector<std::string> texts = {text};
  const Matrix rows = model.as_encoder()->encode(texts, context);
  return {rows.row(0).begin(), rows.row(0).end()};
}

TEST(LocalModelTest, AFolderTellsWhatItIs) {
  const TinyModel tiny;
  const auto model = open(tiny);
  const ModelInfo& info = model->info();
  EXPECT_EQ(info.name, "org/tiny");
  EXPECT_EQ(info.revision, "no_revision_available");
  EXPECT_EQ(info.embed_dim, 24U);
  EXPECT_EQ(info.max_tokens, 16U);
  // By hand: (57 + 512 + 2) x 24 + 48 embeddings; per layer 4 (24 x 24 + 24) + 24 x 52 + 52 + 52 x
  // 24 + 24 + 4 x 24.
  EXPECT_EQ(info.n_parameters, 13752U + 2 * 5068U);
  // 2 layers, 24 wide, 52 in between: 2 x 2 x (4 x 24 x 24 + 2 x 24 x 52) and 2 x 4 x 24.
  ASSERT_TRUE(info.operations);
  EXPECT_EQ(info.operations->per_token, 19'200);
  EXPECT_EQ(info.operations->per_token_pair, 192);
  EXPECT_EQ(info.operations->of_text(10), 192'000 + 19'200);
  EXPECT_EQ(info.n_embedding_parameters, 57U * 24U);
  EXPECT_EQ(info.settings["pooling"], "mean");
  EXPECT_EQ(info.settings["head"].dump(), R"(["Normalize"])");
  EXPECT_EQ(info.settings["precision"], "f32");
  EXPECT_EQ(info.settings["weights_sha256"]["model.safetensors"].get<std::string>().size(), 64U);
}

TEST(LocalModelTest, EmbeddingsAreNormalisedAndDependOnTheText) {
  const TinyModel tiny;
  const auto model = open(tiny);
  const std::vector<float> a = embedding(*model, "abc");
  double norm = 0;
  for (const float x : a) norm += static_cast<double>(x) * static_cast<double>(x);
  EXPECT_NEAR(norm, 1.0, 1e-6);
  EXPECT_EQ(a, embedding(*model, "ABC"));
  EXPECT_NE(a, embedding(*model, "abd"));
  EXPECT_EQ(embedding(*model, std::string(40, 'a')), embedding(*model, std::string(90, 'a')))
      << "cut at 16 tokens";
}

TEST(LocalModelTest, TheFoldersPromptStandsInFrontOfTheText) {
  const TinyModel tiny;
  tiny.write("config_sentence_transformers.json", R"({"prompts": {"query": "q q"}})");
  const auto model = open(tiny);
  EXPECT_EQ(embedding(*model, " abc", {.role = Role::kQuery}), embedding(*model, "q q abc"));
  EXPECT_EQ(embedding(*model, "abc", {.role = Role::kDocument}), embedding(*model, "abc"));
}

TEST(LocalModelTest, AFolderNamedAsAKnownModelHasItsPrompts) {
  const TinyModel tiny("intfloat__e5-small-v2");
  const auto model = open(tiny);
  EXPECT_EQ(model->info().name, "intfloat/e5-small-v2");
  EXPECT_EQ(embedding(*model, "abc", {.role = Role::kDocument}), embedding(*model, "passage: abc"));
}

TEST(LocalModelTest, TruncateDimShortensTheVector) {
  const TinyModel tiny;
  const std::vector<float> whole = embedding(*open(tiny), "abc");
  tiny.write("config_sentence_transformers.json", R"({"truncate_dim": 7})");
  const auto model = open(tiny);
  EXPECT_EQ(model->info().embed_dim, 7U);
  EXPECT_EQ(embedding(*model, "abc"), std::vector<float>(whole.begin(), whole.begin() + 7));
}

TEST(LocalModelTest, DamagedWeightsAreErrorsThatNameFileAndTensor) {
  TinyModel tiny;
  const std::string whole = test::safetensors_of(tiny.tensors());
  tiny.write("model.safetensors", std::string_view(whole).substr(0, whole.size() - 1));
  EXPECT_EQ(failure(tiny).first, ErrorKind::kBadData);
  tiny.write("model.safetensors", "");
  EXPECT_EQ(failure(tiny),
            std::pair(ErrorKind::kBadData,
                      std::string("model.safetensors: not a safetensors file: 0 bytes")));

  const std::string name = "encoder.layer.1.intermediate.dense.weight";
  tiny.tensors().values(name)[7] = std::numeric_limits<float>::quiet_NaN();
  tiny.write_weights();
  EXPECT_EQ(failure(tiny), std::pair(ErrorKind::kBadData,
                                     "model.safetensors: NaN in tensor '" + name + "', element 7"));
  tiny.tensors().erase(name);
  tiny.write_weights();
  EXPECT_EQ(failure(tiny),
            std::pair(ErrorKind::kBadData, "model.safetensors: tensor '" + name + "' is missing"));
  tiny.tensors().set(name, {24, 52}, std::vector<float>(24 * 52));
  tiny.write_weights();
  EXPECT_EQ(failure(tiny),
            std::pair(ErrorKind::kBadData, "model.safetensors: tensor '" + name +
                                               "' has the shape [24 x 52], [52 x 24] is expected"));
}

TEST(LocalModelTest, ABrokenTokenizerIsAnError) {
  const TinyModel tiny;
  tiny.write("tokenizer.json", "{");
  EXPECT_EQ(failure(tiny).first, ErrorKind::kBadData);
  tiny.write("tokenizer.json", R"({"model": {"type": "Unigram", "vocab": []}})");
  EXPECT_EQ(failure(tiny).first, ErrorKind::kNotSupported);
}

TEST(LocalModelTest, AVocabularyBeyondTheEmbeddingsIsAnErrorOnlyWhereItIsUsed) {
  const TinyModel tiny;
  tiny.write("tokenizer_config.json",
             R"({"tokenizer_class": "BertTokenizer", "added_tokens_decoder": {"57":
      {"content": "[NEW]", "lstrip": false, "normalized": false, "rstrip": false, "single_word": false, "special": true}}})");
  const auto model = open(tiny);
  EXPECT_EQ(embedding(*model, "abc").size(), 24U);
  EXPECT_THROW((void)embedding(*model, "abc [NEW]"), Error);
}

}  // namespace
}  // namespace assay
