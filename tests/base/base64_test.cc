#include "base/base64.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// RFC 4648 section 10.
TEST(Base64Test, TestVectors) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"Zg==", "f"},
                                                       {"Zm8=", "fo"},
                                                       {"Zm9v", "foo"},
                                                       {"Zm9vYg==", "foob"},
                                                       {"Zm9vYmE=", "fooba"},
                                                       {"Zm9vYmFy", "foobar"}};
  for (const auto& [text, bytes] : cases) {
    EXPECT_EQ(decode_base64(text), bytes) << text;
    EXPECT_EQ(encode_base64(bytes), text) << bytes;
  }
  EXPECT_EQ(decode_base64("Zg"), "f");  // without padding
  EXPECT_EQ(decode_base64("+/+/"), "\xfb\xff\xbf");
}

TEST(Base64Test, WhatIsNoBase64IsRefused) {
  for (const char* text :
       {"Z", "Zg=", "Zh==", "Zm9v\n", "Zm9_", "Zg==Zg==", "=", "====", "Zm9vY"}) {
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace assay
