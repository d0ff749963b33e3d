#include "math/large_pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <thread>
#include <vector>

namespace assay {
namespace {

struct Block {
  std::shared_ptr<std::byte[]> memory;
  std::size_t size;
  std::byte mark;
};

bool holds_its_mark(const Block& block) {
  return std::all_of(block.memory.get(), block.memory.get() + block.size,
                     [&](std::byte b) { return b == block.mark; });
}

Block marked_block(std::size_t size, int mark) {
  Block block = {take_large_pages(size), size, static_cast<std::byte>(mark)};
  std::fill_n(block.memory.get(), size, block.mark);
  return block;
}

TEST(LargePages, BlocksOfAnySizeAreApartAndAligned) {
  std::vector<Block> blocks;
  int mark = 0;
  for (const std::size_t size : {0U, 1U, 64U, 65U, 4096U, 1U << 20, 3U << 20, 40U << 20, 100U})
    blocks.push_back(marked_block(size, ++mark));
  for (const Block& block : blocks) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.memory.get()) % 64, 0U);
    EXPECT_TRUE(holds_its_mark(block)) << block.size;
  }
}

TEST(LargePages, ABlockOutlivesItsNeighbours) {
  Block first = marked_block(1000, 1);
  const Block second = marked_block(1000, 2);
  first.memory.reset();
  const Block third = marked_block(60U << 20, 3);
  EXPECT_TRUE(holds_its_mark(second));
  EXPECT_TRUE(holds_its_mark(third));
}

TEST(LargePages, ThreadsTakeBlocksOfTheirOwn) {
  std::vector<std::vector<Block>> blocks(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < blocks.size(); ++t) {
      threads.emplace_back([&blocks, t] {
        for (std::size_t i = 0; i < 50; ++i)
          blocks[t].push_back(marked_block(100000 + i, static_cast<int>(t * 50 + i)));
      });
    }
  }
  for (const auto& of_thread : blocks) {
    for (const Block& block : of_thread) EXPECT_TRUE(holds_its_mark(block));
  }
}

}  // namespace
}  // namespace assay
