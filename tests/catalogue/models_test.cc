#include <gtest/gtest.h>

#include "assay/catalogue.h"

namespace assay {
namespace {

// Expected values: mteb 2.20.0's model registry.
TEST(ModelsTest, KnowsAModelAndFillsInSharedSets) {
  const auto model = find_known_model("BAAI/bge-small-en-v1.5");
  ASSERT_TRUE(model);
  EXPECT_EQ(model->at("max_tokens"), 512);
  EXPECT_EQ(model->at("similarity_fn"), "cosine");
  EXPECT_EQ(model->at("model_prompts").at("query"),
            "Represent this sentence for searching relevant passages: ");
  EXPECT_TRUE(model->at("training_datasets").is_array());
}

TEST(ModelsTest, LeavesNoReferenceBehind) {
  for (const std::string& name : known_model_names()) {
    const auto model = find_known_model(name);
    ASSERT_TRUE(model) << name;
    for (const char* field : {"model_prompts", "prompts_dict", "languages", "training_datasets"}) {
      const auto value = model->find(field);
      EXPECT_FALSE(value != model->end() && value->is_string()) << name << " " << field;
    }
  }
}

TEST(ModelsTest, SaysNothingOfUnknownModels) { EXPECT_FALSE(find_known_model("nobody/nothing")); }

}  // namespace
}  // namespace assay
