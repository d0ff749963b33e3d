#include "encoder/hub_model.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "assay/error.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

TEST(HubNameTest, NamesHaveAnOrganisationAndMayHaveARevision) {
  EXPECT_EQ(parse_hub_name("BAAI/bge-small-en-v1.5")->repo_id, "BAAI/bge-small-en-v1.5");
  EXPECT_EQ(parse_hub_name("BAAI/bge-small-en-v1.5")->revision, std::nullopt);
  EXPECT_EQ(parse_hub_name("a/b@refs/pr/7")->repo_id, "a/b");
  EXPECT_EQ(parse_hub_name("a/b@refs/pr/7")->revision, "refs/pr/7");
  for (const char* other :
       {"", "b", "a/", "/b", "a/b/c", "a/b@", "a/..", "a/b c", "bedrock:titan", "../b"}) {
    EXPECT_FALSE(parse_hub_name(other)) << other;
  }
}

class FetchModelTest : public testing::Test {
 protected:
  FetchModelTest() {
    folder_.write("modules.json",
                  R"([{"path": "", "type": "sentence_transformers.models.Transformer"},
        {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}])");
  }
  HubFiles fetch(ModelPart part = ModelPart::kAll) {
    const FetchFiles files = [&](const std::string& revision,
                                 const std::vector<std::string>& patterns) {
      revisions_.push_back(revision);
      patterns_ = patterns;
      return HubFiles{.folder = folder_.path(), .commit = "c0ffee"};
    };
    return fetch_model(files, "main", part);
  }

  test::TemporaryFolder folder_;
  std::vector<std::string> revisions_;
  std::vector<std::string> patterns_;  // of the last call
};

TEST_F(FetchModelTest, WeightsComeAfterTheConfigurationAndByItsCommit) {
  folder_.write("config.json", R"({"model_type": "bert"})");
  EXPECT_EQ(fetch().commit, "c0ffee");
  EXPECT_EQ(revisions_, (std::vector<std::string>{"main", "c0ffee"}));
  for (const char* needed :
       {"model.safetensors", "tokenizer.json", "vocab.txt", "1_Pooling/config.json",
        "2_Dense/config.json", "2_Dense/model.safetensors"}) {
    EXPECT_NE(std::ranges::find(patterns_, needed), patterns_.end()) << needed;
  }
}

TEST_F(FetchModelTest, APlanNeedsAllButTheTransformersWeights) {
  folder_.write("config.json", R"({"model_type": "bert"})");
  (void)fetch(ModelPart::kDescription);
  for (const char* needed :
       {"tokenizer.json", "1_Pooling/config.json", "2_Dense/model.safetensors"}) {
    EXPECT_NE(std::ranges::find(patterns_, needed), patterns_.end()) << needed;
  }
  EXPECT_EQ(std::ranges::find(patterns_, "model.safetensors"), patterns_.end());
}

TEST_F(FetchModelTest, AnUnknownArchitectureIsRefusedBeforeItsWeightsAreFetched) {
  folder_.write("config.json", R"({"model_type": "qwen3"})");
  try {
    (void)fetch();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kNotSupported);
  }
  EXPECT_EQ(revisions_.size(), 1U);
}

}  // namespace
}  // namespace assay
