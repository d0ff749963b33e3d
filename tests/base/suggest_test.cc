#include "base/suggest.h"

#include <gtest/gtest.h>

#include <array>

namespace assay {
namespace {

const std::array<std::string, 4> kNames = {"SciFact", "SciDocs", "STSBenchmark",
                                           "Banking77Classification"};

TEST(SuggestTest, FindsTheNearestNameWhateverTheCase) {
  EXPECT_EQ(nearest_name("scifat", kNames), "SciFact");
  EXPECT_EQ(nearest_name("STSBenchmrak", kNames), "STSBenchmark");
}

TEST(SuggestTest, ExchangedNeighboursAreOneSlip) {
  const std::array<std::string, 2> short_names = {"run", "show"};
  EXPECT_EQ(nearest_name("rnu", short_names), "run");
  EXPECT_EQ(nearest_name("nur", short_names), std::nullopt);
}

TEST(SuggestTest, AMissingOrganisationIsPutInFront) {
  const std::array<std::string, 2> models = {"x/GIST-MiniLM-L6", "org/MiniLM-L6"};
  EXPECT_EQ(nearest_name("minilm-l6", models), "org/MiniLM-L6");
}

TEST(SuggestTest, FindsANameThatContainsTheWord) {
  EXPECT_EQ(nearest_name("banking77", kNames), "Banking77Classification");
}

TEST(SuggestTest, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest_name("zzzzzz", kNames), std::nullopt);
  EXPECT_EQ(did_you_mean("zzzzzz", kNames), "");
  EXPECT_EQ(did_you_mean("SciFacts", kNames), " (did you mean 'SciFact'?)");
}

}  // namespace
}  // namespace assay
