#include <gtest/gtest.h>

#include "assay/dataset.h"

namespace assay {
namespace {

TEST(TextTableTest, KeepsTextsInOrder) {
  TextTable table;
  EXPECT_TRUE(table.empty());
  table.add("one");
  table.add("");
  table.add("three");
  ASSERT_EQ(table.size(), 3U);
  EXPECT_EQ(table[0], "one");
  EXPECT_EQ(table[1], "");
  EXPECT_EQ(table.slice(1, 3), (std::vector<std::string>{"", "three"}));
  EXPECT_TRUE(table.slice(2, 2).empty());
}

TEST(TextTableTest, ViewsStayValidWhenItGrowsAndMoves) {
  TextTable table;
  table.add("first");
  const std::string_view first = table[0];
  const std::string huge(3'000'000, 'x');
  table.add(huge);
  for (int i = 0; i < 100'000; ++i) table.add("a text of a few bytes");
  const TextTable moved = std::move(table);
  EXPECT_EQ(first.data(), moved[0].data());
  EXPECT_EQ(moved[0], "first");
  EXPECT_EQ(moved[1], huge);
  EXPECT_EQ(moved[100'001], "a text of a few bytes");
}

}  // namespace
}  // namespace assay
