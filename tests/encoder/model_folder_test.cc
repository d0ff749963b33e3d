#include "encoder/model_folder.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/temporary_folder.h"
#include "support/test_resources.h"

namespace assay {
namespace {

using test::TemporaryFolder;

std::pair<ErrorKind, std::string> failure(const std::filesystem::path& folder) {
  try {
    (void)read_model_folder(folder);
  } catch (const Error& error) {
    return {error.kind(), error.what()};
  }
  ADD_FAILURE() << "no error";
  return {};
}

// A BERT with mean pooling and 512 positions.
class ModelFolderTest : public testing::Test {
 protected:
  ModelFolderTest() {
    folder_.write("config.json", R"({"model_type": "bert", "max_position_embeddings": 512})");
    folder_.write("modules.json",
                  R"([{"path": "", "type": "sentence_transformers.models.Transformer"},
        {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}])");
    folder_.write("1_Pooling/config.json", R"({"pooling_mode_mean_tokens": true})");
  }
  [[nodiscard]] ModelFolder read() const { return read_model_folder(folder_.path()); }

  TemporaryFolder folder_;
};

TEST_F(ModelFolderTest, WhatIsNotStatedHasTheLibrarysDefaults) {
  const ModelFolder model = read();
  EXPECT_EQ(model.max_tokens, 512U);
  EXPECT_FALSE(model.lower_case);
  EXPECT_EQ(model.similarity, Similarity::kCosine);
  EXPECT_EQ(model.truncate_dim, std::nullopt);
  EXPECT_EQ(model.default_prompt_name, std::nullopt);
  // sentence-transformers seeds every model with these two.
  EXPECT_EQ(model.prompts, (std::map<std::string, std::string>{{"document", ""}, {"query", ""}}));
}

TEST_F(ModelFolderTest, MaxSeqLengthComesFromTheFirstPlaceThatStatesIt) {
  folder_.write("tokenizer_config.json",
                R"({"model_max_length": 1000000000000000019884624838656})");
  EXPECT_EQ(read().max_tokens, 512U);
  folder_.write("tokenizer_config.json", R"({"model_max_length": 300})");
  EXPECT_EQ(read().max_tokens, 300U);
  folder_.write("sentence_roberta_config.json",
                R"({"max_seq_length": 200, "do_lower_case": true})");
  EXPECT_EQ(read().max_tokens, 200U);
  EXPECT_TRUE(read().lower_case);
  folder_.write("sentence_bert_config.json", R"({"max_seq_length": 256, "do_lower_case": false})");
  EXPECT_EQ(read().max_tokens, 256U);
  EXPECT_FALSE(read().lower_case);
  folder_.write("sentence_bert_config.json", R"({"max_seq_length": null, "do_lower_case": false})");
  EXPECT_EQ(read().max_tokens, 300U);
  folder_.write("sentence_bert_config.json", R"({"max_seq_length": 4096})");
  EXPECT_EQ(read().max_tokens, 512U) << "there are no more positions";
  folder_.write("sentence_bert_config.json",
                R"({"max_seq_length": 256, "tokenizer_args": {"model_max_length": 100}})");
  EXPECT_EQ(read().max_tokens, 100U);
}

TEST_F(ModelFolderTest, PromptsAndSimilarityAreRead) {
  folder_.write("config_sentence_transformers.json",
                R"({"__version__": {"sentence_transformers": "3.0.0"},
      "prompts": {"query": "q: ", "passage": "p: "}, "default_prompt_name": "passage", "similarity_fn_name": "dot",
      "truncate_dim": 128})");
  const ModelFolder model = read();
  EXPECT_EQ(model.prompts, (std::map<std::string, std::string>{
                               {"document", ""}, {"passage", "p: "}, {"query", "q: "}}));
  EXPECT_EQ(model.default_prompt_name, "passage");
  EXPECT_EQ(model.similarity, Similarity::kDot);
  EXPECT_EQ(model.truncate_dim, 128U);
}

TEST_F(ModelFolderTest, ADefaultPromptThatDoesNotExistIsAnError) {
  folder_.write("config_sentence_transformers.json",
                R"({"prompts": {"q": "x"}, "default_prompt_name": "s2s"})");
  EXPECT_EQ(failure(folder_.path()).first, ErrorKind::kBadData);
}

TEST_F(ModelFolderTest, OtherKindsOfModelAreNotSupportedYet) {
  folder_.write("config_sentence_transformers.json", R"({"model_type": "SparseEncoder"})");
  const auto [kind, message] = failure(folder_.path());
  EXPECT_EQ(kind, ErrorKind::kNotSupported);
  EXPECT_TRUE(message.ends_with("not supported yet: model_type SparseEncoder")) << message;
}

TEST_F(ModelFolderTest, WithoutModulesJsonOnlyTheTransformersOwnFilesCount) {
  std::filesystem::remove(folder_.path() / "modules.json");
  folder_.write("sentence_bert_config.json", R"({"max_seq_length": 128})");
  folder_.write("config_sentence_transformers.json", R"({"similarity_fn_name": "dot"})");
  const ModelFolder model = read();
  EXPECT_EQ(model.max_tokens, 512U);
  EXPECT_EQ(model.similarity, Similarity::kCosine);
  EXPECT_TRUE(model.network.pooling.mean);
}

TEST_F(ModelFolderTest, MissingAndBrokenFilesAreErrors) {
  EXPECT_EQ(failure(folder_.path() / "absent").first, ErrorKind::kUnavailable);
  folder_.write("1_Pooling/config.json", "{");
  EXPECT_EQ(failure(folder_.path()).first, ErrorKind::kBadData);
  std::filesystem::remove(folder_.path() / "config.json");
  EXPECT_EQ(failure(folder_.path()).first, ErrorKind::kUnavailable);
}

TEST(PublishedModelTest, AllMiniLmIsReadAsPublished) {
  const auto folder = test::test_model("sentence-transformers__all-MiniLM-L6-v2");
  if (!folder)
    GTEST_SKIP() << "no such model: run tools/fetch_default_model.py or set ASSAY_TEST_MODELS";
  const ModelFolder model = read_model_folder(*folder);
  EXPECT_EQ(model.network.bert.layers, 6U);
  EXPECT_EQ(model.max_tokens, 256U);
  EXPECT_TRUE(model.network.pooling.mean);
  ASSERT_EQ(model.network.head.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<NormalizeConfig>(model.network.head[0]));
}

}  // namespace
}  // namespace assay
