#include "base/gzip.h"

#include <gtest/gtest.h>

#include "assay/error.h"

namespace assay {
namespace {

using namespace std::string_view_literals;

// printf 'hello\n' | gzip -n
constexpr std::string_view kHello =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\xe7\x02\x00\x20\x30\x3a\x36\x06\x00\x00\x00"sv;

TEST(GzipTest, UnpacksOneMemberAndSeveralInARow) {
  EXPECT_EQ(unpack_gzip(kHello, "x"), "hello\n");
  EXPECT_EQ(unpack_gzip(std::string(kHello) + std::string(kHello), "x"), "hello\nhello\n");
  EXPECT_EQ(unpack_gzip("", "x"), "");
}

TEST(GzipTest, RefusesAStreamCutAtAnyPlace) {
  for (std::size_t length = 1; length < kHello.size(); ++length) {
    EXPECT_THROW((void)unpack_gzip(kHello.substr(0, length), "x"), Error) << length;
  }
}

TEST(GzipTest, RefusesDamageAndTrailingBytesAndNamesTheStream) {
  std::string damaged(kHello);
  damaged[22] = '\0';  // in the check sum
  EXPECT_THROW((void)unpack_gzip(damaged, "x"), Error);
  try {
    (void)unpack_gzip(std::string(kHello) + "??", "the catalogue");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the catalogue: the gzip stream is broken or cut short");
  }
}

}  // namespace
}  // namespace assay
