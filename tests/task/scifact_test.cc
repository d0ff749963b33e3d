#include <gtest/gtest.h>

#include <cmath>

#include "assay/task.h"
#include "base/file.h"
#include "encoder/bm25.h"
#include "encoder/random_encoder.h"
#include "support/test_resources.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// The score block of a result file of mteb.
Json scores_of(const fs::path& file) {
  std::string text = read_file(file);
  // Python writes NaN, which is not JSON.
  for (auto at = text.find(": NaN"); at != std::string::npos; at = text.find(": NaN")) {
    text.replace(at, 5, ": null");
  }
  return Json::parse(text)["scores"]["test"][0];
}

// All numbers of `expected` that stand for a metric are in `found`, within `tolerance`; NaN there
// is null here.
void expect_equal_scores(const Json& found, const Json& expected, double tolerance) {
  std::size_t compared = 0;
  for (const auto& [key, value] : expected.items()) {
    if (key == "main_score") continue;
    if (!value.is_number() && !value.is_null()) continue;
    ASSERT_TRUE(found.contains(key)) << key;
    ++compared;
    if (value.is_null()) {
      EXPECT_TRUE(found[key].is_null()) << key;
      continue;
    }
    ASSERT_TRUE(found[key].is_number()) << key;
    EXPECT_NEAR(found[key].get<double>(), value.get<double>(), tolerance) << key;
  }
  EXPECT_GE(compared, 140U);
}

class SciFactTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!data) GTEST_SKIP() << "no benchmark data: set ASSAY_SHARED_DATA";
  }
  const std::optional<fs::path> data = test::shared_data();
};

TEST_F(SciFactTest, Bm25GivesThePublishedScores) {
  const auto task = make_task("SciFact", {.data_root = *data, .fetch = {}});
  const auto bm25 = make_bm25(0);
  const Evaluation evaluation = task->evaluate("test", "default", *bm25, {});
  EXPECT_EQ(evaluation.scores.main_score, 0.68736);
  EXPECT_EQ(evaluation.facts["documents"], 5183);
  EXPECT_EQ(evaluation.facts["queries"], 300);
  // The file has full doubles; 1e-9 leaves room for the order in which numpy 1 and 2 add.
  expect_equal_scores(evaluation.scores.scores,
                      scores_of(*data / "official/mteb__baseline-bm25s/SciFact.json"), 1e-9);
}

TEST_F(SciFactTest, TheRandomEncoderGivesWhatMtebGives) {
  const auto task = make_task("SciFact", {.data_root = *data, .fetch = {}});
  const auto encoder = make_random_encoder({});
  const Evaluation evaluation = task->evaluate("test", "default", *encoder, {});
  expect_equal_scores(evaluation.scores.scores,
                      scores_of(*data / "reference/mteb__baseline-random-encoder/SciFact.json"),
                      1e-12);
}

TEST_F(SciFactTest, KeysAreThoseOfAFileThatMtebWroteInItsOrder) {
  const Json reference =
      scores_of(*data / "reference/sentence-transformers__all-MiniLM-L6-v2/SciFact.json");
  const auto task = make_task("SciFact", {.data_root = *data, .fetch = {}});
  EvaluateOptions options;
  options.limit = 2;
  const auto bm25 = make_bm25(0);
  const Evaluation evaluation = task->evaluate("test", "default", *bm25, options);
  std::vector<std::string> found;
  for (const auto& [key, value] : evaluation.scores.scores.items()) found.push_back(key);
  std::vector<std::string> expected;
  for (const auto& [key, value] : reference.items()) expected.push_back(key);
  expected.resize(148);  // main_score, hf_subset, languages and mteb_version follow
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace assay
