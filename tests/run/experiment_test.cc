#include "run/experiment.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(ExperimentTest, NamesAreSortedPairsWithoutForbiddenCharacters) {
  EXPECT_EQ(experiment_name({{"limit", 10}}), "limit_10");
  EXPECT_EQ(experiment_name({{"top_k", 20}, {"rerank", "org/model@1"}}),
            "rerank_org_model@1__top_k_20");
  EXPECT_EQ(experiment_name(Json::object()), "");
}

TEST(ExperimentTest, ALongNameIsAHash) {
  const std::string name = experiment_name({{"a", std::string(300, 'x')}});
  EXPECT_EQ(name.size(), 20U);
  EXPECT_TRUE(name.starts_with("exp_"));
}

}  // namespace
}  // namespace assay
