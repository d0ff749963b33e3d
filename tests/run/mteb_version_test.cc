#include "run/mteb_version.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// In the order of PEP 440
// (https://peps.python.org/pep-0440/#summary-of-permitted-suffixes-and-relative-ordering).
TEST(MtebVersionTest, OrdersAsPep440) {
  const char* const kAscending[] = {"1.0.dev456", "1.0a1",      "1.0b2", "1.0rc1",  "1.0",
                                    "1.0.post1",  "1.1.2.dev0", "1.1.2", "1.12.48", "2.0.0"};
  for (std::size_t i = 0; i + 1 < std::size(kAscending); ++i) {
    EXPECT_LT(*MtebVersion::parse(kAscending[i]), *MtebVersion::parse(kAscending[i + 1]))
        << kAscending[i];
  }
  EXPECT_EQ(*MtebVersion::parse("1.0"), *MtebVersion::parse("1.0.0"));
}

TEST(MtebVersionTest, ReadsTheLowestOfARange) {
  EXPECT_EQ(MtebVersion::parse_lowest("2.10.0-2.18.7")->text(), "2.10.0");
  EXPECT_EQ(MtebVersion::parse_lowest("1.12.75")->text(), "1.12.75");
}

TEST(MtebVersionTest, WhatIsNoVersionIsNone) {
  for (const char* text :
       {"", "mteb version not available", "1.", "v1.2", "1.2.3 ", "-1", "1.2.devx"}) {
    EXPECT_FALSE(MtebVersion::parse(text)) << text;
  }
}

TEST(MtebVersionTest, RangeSpansLowestAndHighest) {
  EXPECT_EQ(version_range({"2.18.7", "2.10.0", "2.9.1"}), "2.9.1-2.18.7");
  EXPECT_EQ(version_range({"2.20.0", "2.20.0"}), "2.20.0");
  EXPECT_EQ(version_range({"", "unknown"}), "");
}

}  // namespace
}  // namespace assay
