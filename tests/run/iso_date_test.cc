#include "run/iso_date.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// Expected values: Python's datetime.fromisoformat(...).timestamp().
TEST(IsoDateTest, ReadsWhatResultFilesHold) {
  EXPECT_NEAR(*parse_iso_date("2026-11-23T07:31:51.519675Z"), 1795419111.519675, 1e-6);
  EXPECT_EQ(parse_iso_date("2026-11-23T07:31:51Z"), 1795419111.0);
  EXPECT_EQ(parse_iso_date("2026-11-23 07:31:51"), 1795419111.0);
  EXPECT_EQ(parse_iso_date("2026-11-23T09:31:51+02:00"), 1795419111.0);
  EXPECT_EQ(parse_iso_date("1970-01-01T00:00:00Z"), 0.0);
}

TEST(IsoDateTest, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "2026", "2026-11-23", "2026-13-23T07:31:51Z", "2026-02-30T00:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T07:31:51Zx", "2026-11-23T07:31:51+2"}) {
    EXPECT_FALSE(parse_iso_date(text)) << text;
  }
}

TEST(IsoDateTest, PrintsUniversalTime) {
  EXPECT_EQ(print_date(1795419111.9), "2026-11-23 07:31:51 UTC");
  EXPECT_EQ(print_date(1e300), "?");
}

}  // namespace
}  // namespace assay
