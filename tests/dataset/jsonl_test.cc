#include "dataset/jsonl.h"

#include <gtest/gtest.h>

#include "support/error_of.h"

namespace assay {
namespace {

using test::error_of;

std::vector<std::string> rows_of(std::string_view bytes) {
  LineReader reader(bytes, "c.jsonl");
  std::vector<std::string> rows;
  for_each_json_line(reader, [&](const Json& row) { rows.push_back(row.dump()); });
  return rows;
}

TEST(JsonlTest, ReadsOneObjectALineAndSkipsEmptyLines) {
  EXPECT_EQ(rows_of("{\"a\": 1}\n\n \t\n{\"b\": [\"x\"]}"),
            (std::vector<std::string>{R"({"a":1})", R"({"b":["x"]})"}));
}

TEST(JsonlTest, TakesTheLastValueOfARepeatedKey) {
  EXPECT_EQ(rows_of(R"({"a": 1, "a": 2})"), std::vector<std::string>{R"({"a":2})"});
}

TEST(JsonlTest, NamesTheLineAndByteOfWhatIsNotJson) {
  EXPECT_EQ(error_of([] { rows_of("{}\n{\"a\": }\n"); }),
            "c.jsonl:2: the line is not JSON (at its byte 7)");
  EXPECT_EQ(error_of([] { rows_of("{\"a\": \"cut"); }),
            "c.jsonl:1: the line is not JSON (at its byte 11)");
}

TEST(JsonlTest, NamesTheLineAndByteOfInvalidUtf8) {
  EXPECT_EQ(error_of([] { rows_of("{}\n\n{\"a\": \"\xFF\"}\n"); }),
            "c.jsonl:3: byte 8 of the line is not UTF-8");
}

TEST(JsonlTest, RefusesHalfSurrogatePairs) {
  EXPECT_EQ(error_of([] { rows_of(R"({"a": "\ud800"})"); }),
            "c.jsonl:1: the line is not JSON (at its byte 14)");
}

TEST(JsonlTest, RefusesWhatIsNotAnObject) {
  EXPECT_EQ(error_of([] { rows_of("[1, 2]"); }), "c.jsonl:1: expected a JSON object, found array");
}

TEST(JsonlTest, StandsDeepNesting) {
  const std::string deep = "{\"a\": " + std::string(200'000, '[') + std::string(200'000, ']') + "}";
  LineReader reader(deep, "c.jsonl");
  std::size_t rows = 0;
  for_each_json_line(reader, [&](const Json& row) {
    if (row.contains("a")) ++rows;
  });
  EXPECT_EQ(rows, 1U);
}

}  // namespace
}  // namespace assay
