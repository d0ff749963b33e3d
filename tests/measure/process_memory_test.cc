#include "measure/process_memory.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <vector>

#include "support/address_sanitizer.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

constexpr std::size_t kMegabyte = 1U << 20U;

TEST(ProcessMemoryTest, PeakCountsWhatIsGoneAgain) {
  if (test::kKeepsFreedMemory) GTEST_SKIP() << "AddressSanitizer keeps freed memory";
  if (!reset_peak()) GTEST_SKIP() << "this system cannot reset the peak";
  const std::uint64_t before = resident_bytes();
  EXPECT_LT(peak_bytes(), before + 8 * kMegabyte);
  std::make_unique<std::vector<char>>(64 * kMegabyte, 'x').reset();
  EXPECT_GT(peak_bytes(), before + 56 * kMegabyte);
  EXPECT_LT(resident_bytes(), before + 16 * kMegabyte);
  ASSERT_TRUE(reset_peak());
  EXPECT_LT(peak_bytes(), before + 16 * kMegabyte);
}

TEST(ProcessMemoryTest, NothingIsDroppedOfFilesThatAreNotThere) {
  EXPECT_FALSE(drop_from_page_cache({}));
  const std::vector<std::filesystem::path> missing = {"/nowhere/at/all"};
  EXPECT_FALSE(drop_from_page_cache(missing));
}

}  // namespace
}  // namespace assay
