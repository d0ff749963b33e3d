#include "cli/text_lines.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/temporary_folder.h"

namespace assay::cli {
namespace {

std::string message_for(const std::string& content, bool json_lines) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("texts", content);
  try {
    (void)read_texts(path, json_lines);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    return std::string(error.what()).substr(folder.path().string().size() + 1);
  }
  return "accepted";
}

TEST(TextLinesTest, EachLineIsATextAndAnEmptyLineAnEmptyOne) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read_texts(folder.write("a", "one\n\nthree"), false),
            (std::vector<std::string>{"one", "", "three"}));
  EXPECT_TRUE(read_texts(folder.write("b", ""), false).empty());
}

TEST(TextLinesTest, JsonLinesMayHoldLineFeeds) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read_texts(folder.write("a", "\"one\\ntwo\"\n\"\\u00e9\"\n"), true),
            (std::vector<std::string>{"one\ntwo", "\xC3\xA9"}));
}

TEST(TextLinesTest, FaultsNameTheLine) {
  EXPECT_EQ(message_for("good\nba\xFF\n", false), "texts:2: not valid UTF-8 at byte 3");
  EXPECT_EQ(message_for("\"good\"\n[1]\n", true), "texts:2: not a JSON string");
  EXPECT_EQ(message_for("\"good\"\nbad\n", true), "texts:2: not a JSON string");
}

}  // namespace
}  // namespace assay::cli
