#include "assay/throughput.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/error_of.h"

namespace assay {
namespace {

TEST(ModelUnitsTest, AreAsManyAsTheTighterOfTheTwoLimitsNeeds) {
  EXPECT_EQ(count_model_units({.requests_per_minute = 100, .unit_requests_per_minute = 100}), 1U);
  EXPECT_EQ(count_model_units({.requests_per_minute = 101, .unit_requests_per_minute = 100}), 2U);
  EXPECT_EQ(count_model_units({.requests_per_minute = 150,
                               .tokens_per_minute = 1e6,
                               .unit_requests_per_minute = 100,
                               .unit_tokens_per_minute = 3e5}),
            4U);
  EXPECT_EQ(count_model_units({.tokens_per_minute = 1, .unit_tokens_per_minute = 3e5}), 1U);
}

TEST(ModelUnitsTest, CannotBeCountedWithoutALoadOrAUnit) {
  EXPECT_EQ(test::error_kind_of([] { (void)count_model_units({}); }), ErrorKind::kUsage);
  EXPECT_EQ(test::error_kind_of([] { (void)count_model_units({.tokens_per_minute = 5}); }),
            ErrorKind::kUsage);
}

}  // namespace
}  // namespace assay
