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

}  // namespace
}  // namespace assay
