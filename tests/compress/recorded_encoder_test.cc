#include "compress/recorded_encoder.h"

#include <gtest/gtest.h>

#include "support/table_encoder.h"

namespace assay {
namespace {

test::TableEncoder table() {
  return test::TableEncoder({{"a", {1, 2}}, {"b", {3, 4}}, {"c", {5, 6}}}, Similarity::kCosine);
}

TEST(RecordedEncoderTest, AsksForATextOnce) {
  test::TableEncoder inner = table();
  RecordedEncoder recorded(inner);
  const std::vector<std::string> first = {"a", "b", "a"};
  const std::vector<std::string> second = {"c", "b"};
  const EncodeContext context{.role = Role::kDocument};
  EXPECT_EQ(recorded.encode(first, context).row(2)[1], 2);
  const Matrix rows = recorded.encode(second, context);
  EXPECT_EQ(rows.row(0)[0], 5);
  EXPECT_EQ(rows.row(1)[0], 3);
  EXPECT_EQ(inner.asked.size(), 3U);
  EXPECT_EQ(recorded.stats().texts, 3U);
}

TEST(RecordedEncoderTest, ATextInAnotherRoleIsAnotherText) {
  test::TableEncoder inner = table();
  RecordedEncoder recorded(inner);
  const std::vector<std::string> texts = {"a"};
  (void)recorded.encode(texts, {.role = Role::kDocument});
  (void)recorded.encode(texts, {.role = Role::kQuery});
  EXPECT_EQ(inner.asked.size(), 2U);
}

TEST(RecordedEncoderTest, GivesTheDocumentsBackOrAllWhereThereAreNone) {
  test::TableEncoder inner = table();
  RecordedEncoder recorded(inner);
  (void)recorded.encode(std::vector<std::string>{"a", "b"}, {.role = Role::kQuery});
  EXPECT_EQ(recorded.documents().rows(), 2U);
  (void)recorded.encode(std::vector<std::string>{"c"}, {.role = Role::kDocument});
  ASSERT_EQ(recorded.documents().rows(), 1U);
  EXPECT_EQ(recorded.documents().row(0)[0], 5);
}

TEST(RecordedEncoderTest, AFailureLeavesNothingBehind) {
  test::TableEncoder inner = table();
  RecordedEncoder recorded(inner);
  EXPECT_THROW((void)recorded.encode(std::vector<std::string>{"a", "x"}, {}), std::logic_error);
  EXPECT_EQ(recorded.encode(std::vector<std::string>{"a"}, {}).row(0)[0], 1);
}

}  // namespace
}  // namespace assay
