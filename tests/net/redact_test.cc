#include "net/redact.h"

#include <gtest/gtest.h>

#include <array>

namespace assay {
namespace {

TEST(RedactTest, KnownSecretsAreHiddenWhereverTheyStand) {
  const std::array<std::string, 2> secrets = {"s3cret", ""};
  EXPECT_EQ(redact("x s3cret, s3crets3cret", secrets), "x [hidden], [hidden][hidden]");
}

TEST(RedactTest, CredentialsAreKnownByTheirForm) {
  EXPECT_EQ(redact("Authorization: Bearer abcdefghijklmnop."), "Authorization: Bearer [hidden]");
  EXPECT_EQ(redact("{\"auth\":\"basic dXNlcjpwYXNzd29yZA==\"}"), "{\"auth\":\"basic [hidden]\"}");
  EXPECT_EQ(redact("token hf_AbCdEfGhIjKl is wrong"), "token [hidden] is wrong");
  EXPECT_EQ(redact("key AKIAIOSFODNN7EXAMPLE, sk-proj-1234567890ab"), "key [hidden], [hidden]");
  EXPECT_EQ(redact("https://me:pw@host/x"), "https://[hidden]@host/x");
  EXPECT_EQ(redact("http://h/x?a=1&X-Amz-Signature=00ff&b=2"),
            "http://h/x?a=1&X-Amz-Signature=[hidden]&b=2");
  EXPECT_EQ(redact("http://h/x?Token=abc"), "http://h/x?Token=[hidden]");
}

TEST(RedactTest, OrdinaryTextStays) {
  for (const char* text : {"", "the bearer of news", "scikit sk-learn and hf_hub",
                           "http://h/a@b?x=1", "basic research", "signature=1 in a sentence"}) {
    EXPECT_EQ(redact(text), text);
  }
}

}  // namespace
}  // namespace assay
