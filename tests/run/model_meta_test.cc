#include "run/model_meta.h"

#include <gtest/gtest.h>

#include <string>

#include "support/fake_models.h"

namespace assay {
namespace {

// Keys that mteb 2.26's ModelMeta requires when it reads the file as a full description of the
// model.
constexpr const char* kRequiredKeys[] = {
    "name",         "revision",           "release_date",         "languages",
    "n_parameters", "memory_usage_mb",    "max_tokens",           "embed_dim",
    "license",      "open_weights",       "public_training_code", "public_training_data",
    "framework",    "similarity_fn_name", "use_instructions",     "training_datasets",
    "loader"};

TEST(ModelMetaTest, HasEveryRequiredKeyForAnUnknownModel) {
  const test::HashEncoder model("local/mine", "no_revision_available");
  const Json meta = make_model_meta(model.info(), std::nullopt);
  for (const char* key : kRequiredKeys) EXPECT_TRUE(meta.contains(key)) << key;
  EXPECT_EQ(meta["name"], "local/mine");
  EXPECT_EQ(meta["revision"], "no_revision_available");
  EXPECT_EQ(meta["embed_dim"], 8);
  EXPECT_EQ(meta["similarity_fn_name"], "cosine");
  EXPECT_EQ(meta["framework"], Json::array({"safetensors"}));
  EXPECT_EQ(meta["experiment_kwargs"], nullptr);
}

TEST(ModelMetaTest, PublishedFactsWinButForTheDimension) {
  test::HashEncoder model("BAAI/bge-small-en-v1.5");
  model.mutable_info().embed_dim = 384;
  model.mutable_info().n_parameters = 33360000;
  const Json known = {{"n_parameters", 33400000},  {"embed_dim", 512},
                      {"license", "mit"},          {"max_tokens", "inf"},
                      {"similarity_fn", "cosine"}, {"type", {"dense"}},
                      {"memory_usage_mb", 127},    {"adapter", "Wrapper"},
                      {"framework", {"PyTorch"}},  {"public_training_code", true}};
  const Json meta = make_model_meta(model.info(), known);
  EXPECT_EQ(meta["n_parameters"], 33400000);
  EXPECT_EQ(meta["embed_dim"], 384);
  EXPECT_EQ(meta["license"], "mit");
  EXPECT_EQ(meta["max_tokens"], nullptr);
  EXPECT_EQ(meta["memory_usage_mb"], 127);
  EXPECT_EQ(meta["loader"], "Wrapper");
  EXPECT_EQ(meta["framework"], Json::array({"PyTorch"}));
  // mteb accepts a link or null there, not true.
  EXPECT_EQ(meta["public_training_code"], nullptr);
}

TEST(ModelMetaTest, ASimilarityThatMtebRefusesBecomesNull) {
  test::HashEncoder model;
  model.mutable_info().similarity = Similarity::kEuclidean;
  EXPECT_EQ(make_model_meta(model.info(), std::nullopt)["similarity_fn_name"], nullptr);
}

TEST(ModelMetaTest, AnExperimentNamesItsSettings) {
  const test::HashEncoder model;
  EXPECT_EQ(
      make_model_meta(model.info(), std::nullopt, {{"limit", 10}})["experiment_kwargs"].dump(),
      R"({"limit":10})");
}

}  // namespace
}  // namespace assay
