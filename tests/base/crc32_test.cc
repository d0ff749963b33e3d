#include "base/crc32.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
TEST(Crc32Test, GivesThePublishedCheckValue) { EXPECT_EQ(crc32("123456789"), 0xCBF43926U); }

TEST(Crc32Test, GoesOnFromAnEarlierOne) { EXPECT_EQ(crc32("6789", crc32("12345")), 0xCBF43926U); }

}  // namespace
}  // namespace assay
