// The random encoder has no weights, so its published scores test everything but the network:
// samples, logistic regression and metrics.
#include <gtest/gtest.h>

#include <cmath>

#include "assay/result.h"
#include "assay/task.h"
#include "encoder/random_encoder.h"
#include "support/test_resources.h"

namespace assay {
namespace {

// Files hold 6 decimals.
constexpr double kTolerance = 1.5e-6;

void expect_near(const Json& found, const Json& expected, const std::string& where,
                 double tolerance) {
  if (expected.is_array()) {
    ASSERT_EQ(found.size(), expected.size()) << where;
    for (std::size_t i = 0; i < expected.size(); ++i)
      expect_near(found[i], expected[i], where + "[" + std::to_string(i) + "]", tolerance);
  } else if (expected.is_object()) {
    for (const auto& [key, value] : expected.items()) {
      ASSERT_TRUE(found.contains(key)) << where << " " << key;
      expect_near(found[key], value, where + " " + key, tolerance);
    }
  } else if (expected.is_null()) {
    EXPECT_TRUE(found.is_null()) << where;
  } else {
    EXPECT_NEAR(found.get<double>(), expected.get<double>(), tolerance) << where;
  }
}

class PublishedClassificationTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!data) GTEST_SKIP() << "no benchmark data: set ASSAY_SHARED_DATA";
  }

  // Every key of every (split, subset) of the file that names one of `subsets`.
  void check(const std::string& name, const std::string& set,
             const std::vector<std::string>& subsets, double tolerance = kTolerance) const {
    const TaskResult expected =
        read_result_file(*data / set / "mteb__baseline-random-encoder" / (name + ".json"));
    const auto task = make_task(name, {.data_root = *data, .fetch = {}});
    const auto encoder = make_random_encoder({});
    std::size_t compared = 0;
    for (const auto& [split, entries] : expected.scores) {
      for (const SubsetScores& entry : entries) {
        if (std::ranges::find(subsets, entry.subset) == subsets.end()) continue;
        ++compared;
        const Evaluation found = task->evaluate(split, entry.subset, *encoder, {});
        expect_near(found.scores.scores, entry.scores, set + " " + split + " " + entry.subset,
                    tolerance);
      }
    }
    EXPECT_GE(compared, subsets.size());
  }

  const std::optional<std::filesystem::path> data = test::shared_data();
};

TEST_F(PublishedClassificationTest, ManyClasses) {
  check("Banking77Classification", "official", {"default"});
}

TEST_F(PublishedClassificationTest, TwoUnequalClasses) {
  check("AmazonCounterfactualClassification", "official", {"en", "en-ext", "de", "ja"});
}

// In one of the 90 experiments (train, deu_Latn, the seventh) the gradient is so near the tolerance
// that rounding decides between stopping after 38 and after 42 iterations, and with it about one row
// of 701: scikit-learn does the one or the other when its training rows are put in another order.
TEST_F(PublishedClassificationTest, TheTrainingSplitItself) {
  constexpr double kOneRow = 2e-4;
  check("SIB200Classification", "reference", {"eng_Latn", "deu_Latn", "zho_Hant"}, kOneRow);
}

}  // namespace
}  // namespace assay
