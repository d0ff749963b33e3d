#include "base/sha256.h"

#include <gtest/gtest.h>

#include "support/temporary_folder.h"

namespace assay {
namespace {

// FIPS 180-2, appendix B.1.
constexpr const char* kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256Test, AgreesWithTheStandard) {
  EXPECT_EQ(sha256_hex("abc"), kAbc);
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const test::TemporaryFolder folder;
  EXPECT_EQ(sha256_hex_of_file(folder.write("f", "abc")), kAbc);
}

TEST(Sha256Test, HashesSha1InPieces) {
  Hasher hasher(Hasher::Kind::kSha1);
  hasher.update("a");
  hasher.update("bc");
  EXPECT_EQ(hasher.finish(), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

// RFC 4231, test cases 2 and 1.
TEST(HmacSha256Test, GivesThePublishedValues) {
  EXPECT_EQ(to_hex(as_bytes(hmac_sha256("Jefe", "what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(as_bytes(hmac_sha256(std::string(20, '\x0b'), "Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST(Sha256Test, HexIsThatOfTheBytes) {
  EXPECT_EQ(to_hex(as_bytes(sha256("abc"))), sha256_hex("abc"));
}

}  // namespace
}  // namespace assay
