#include "cli/number_flag.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/error_of.h"

namespace assay::cli {
namespace {

TEST(NumberFlagTest, TakesNumbersAboveZero) {
  EXPECT_EQ(parse_positive_number("--usd-per-hour", "0.17"), 0.17);
  EXPECT_EQ(parse_positive_number("--usd-per-hour", "3"), 3);
  for (const char* text : {"", "0", "-1", "1.5x", "inf", "nan", "1e999", " 1"}) {
    EXPECT_EQ(test::error_of([&] { (void)parse_positive_number("--seconds", text); }),
              std::string("--seconds ") + text + ": expected a number above 0");
  }
}

TEST(NumberFlagTest, TakesWholeNumbers) {
  EXPECT_EQ(parse_whole_number("--batches", "32"), 32U);
  for (const char* text : {"", "0", "-1", "1.5", "1000001", "99999999999999999999"}) {
    EXPECT_EQ(test::error_of([&] { (void)parse_whole_number("--dims", text); }),
              std::string("--dims ") + text + ": expected a whole number from 1 to 1000000");
  }
}

}  // namespace
}  // namespace assay::cli
