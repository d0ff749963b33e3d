#include "base/utf8.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Utf8Test, DecodesAndEncodesEveryLength) {
  const std::string text = "a\u00e4\u20ac\U0001F600";
  std::size_t position = 0;
  std::string again;
  for (const char32_t expected : {U'a', U'\u00e4', U'\u20ac', U'\U0001F600'}) {
    const char32_t found = decode_utf8(text, position);
    EXPECT_EQ(found, expected);
    append_utf8(again, found);
  }
  EXPECT_EQ(position, text.size());
  EXPECT_EQ(again, text);
}

TEST(Utf8Test, FindsTheFirstIllFormedByte) {
  EXPECT_EQ(find_invalid_utf8("plain \u00e4\u20ac\U0001F600"), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("a\xFF"), 1U);
  EXPECT_EQ(find_invalid_utf8("a\xC3"), 1U);             // cut short
  EXPECT_EQ(find_invalid_utf8("\xC0\x80"), 0U);          // overlong NUL
  EXPECT_EQ(find_invalid_utf8("\xE0\x80\x80"), 0U);      // overlong
  EXPECT_EQ(find_invalid_utf8("\xED\xA0\x80"), 0U);      // surrogate
  EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0U);  // past U+10FFFF
  EXPECT_EQ(find_invalid_utf8("\xF0\x9F\x98"), 0U);      // cut short
}

TEST(Utf8Test, StripsWhatPythonStrips) {
  EXPECT_EQ(python_strip(" \t\n\x1c\u00a0\u2003 a b \u3000\u2028\u0085"), "a b");
  // Python keeps the zero-width space and the byte order mark.
  EXPECT_EQ(python_strip(" \u200b "), "\u200b");
  EXPECT_EQ(python_strip(" \u3000 "), "");
  EXPECT_EQ(python_strip("\ufeff x"), "\ufeff x");
}

}  // namespace
}  // namespace assay
