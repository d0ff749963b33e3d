#include "store/vector_block.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay {
namespace {

std::string two_vectors() {
  std::string bytes(VectorBlock::size_of(2, 3), '\0');
  VectorBlock::write_header(
      {.scope = sha256("scope"), .count = 2, .dimension = 3, .created = 17, .tokens = 5},
      bytes.data());
  VectorBlock::write_slot(0, sha256("a"), std::vector<float>{1, 2, 3}, bytes.data());
  VectorBlock::write_slot(1, sha256("b"), std::vector<float>{4, 5, 6}, bytes.data());
  return bytes;
}

TEST(VectorBlockTest, GivesBackWhatWasWritten) {
  const std::string bytes = two_vectors();
  EXPECT_EQ(bytes.size(), 64U + 2 * (36 + 12));
  const auto block = VectorBlock::read(bytes);
  ASSERT_TRUE(block);
  EXPECT_EQ(block->header().tokens, 5U);
  EXPECT_EQ(block->header().created, 17U);
  EXPECT_EQ(block->key(1), sha256("b"));
  std::vector<float> vector(3);
  EXPECT_TRUE(block->copy(1, sha256("b"), vector));
  EXPECT_EQ(vector, (std::vector<float>{4, 5, 6}));
}

TEST(VectorBlockTest, GivesNoVectorForAnotherKey) {
  const std::string bytes = two_vectors();
  std::vector<float> vector(3);
  EXPECT_FALSE(VectorBlock::read(bytes)->copy(0, sha256("b"), vector));
  EXPECT_FALSE(VectorBlock::read(bytes)->copy(2, sha256("b"), vector));
}

TEST(VectorBlockTest, NoticesEveryFlippedBit) {
  const std::string good = two_vectors();
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bytes = good;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    const auto block = VectorBlock::read(bytes);
    if (!block) continue;
    std::vector<float> vector(3);
    const bool both = block->copy(0, sha256("a"), vector) && block->copy(1, sha256("b"), vector);
    EXPECT_FALSE(both) << "bit " << bit;
  }
}

TEST(VectorBlockTest, RefusesWhatIsCut) {
  const std::string good = two_vectors();
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(VectorBlock::read(std::string_view(good).substr(0, size))) << size;
  }
}

TEST(VectorBlockTest, ParsesPlaces) {
  const auto place = parse_place(to_bytes({.block = 1ULL << 40U, .slot = 7}));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->block, 1ULL << 40U);
  EXPECT_EQ(place->slot, 7U);
  EXPECT_FALSE(parse_place("short"));
}

}  // namespace
}  // namespace assay
