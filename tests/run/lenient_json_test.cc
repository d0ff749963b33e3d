#include "run/lenient_json.h"

#include <gtest/gtest.h>

#include <string>

#include "assay/error.h"

namespace assay {
namespace {

TEST(LenientJsonTest, TakesTheTokensThatPythonWritesAsNull) {
  EXPECT_EQ(parse_lenient_json(R"({"a": NaN, "b": [Infinity, -Infinity, -1.5]})", "x").dump(),
            R"({"a":null,"b":[null,null,-1.5]})");
}

TEST(LenientJsonTest, LeavesStringsAlone) {
  const std::string text = R"({"NaN":"NaN \" Infinity \\","[[":"{"})";
  EXPECT_EQ(parse_lenient_json(text, "x").dump(), text);
}

TEST(LenientJsonTest, SaysWhereTheFaultIs) {
  for (const char* text : {"", "{", "{\"a\":}", "nan", "NaNs", "\"abc", "{} {}", "\"a\\"}) {
    try {
      (void)parse_lenient_json(text, "folder/file.json");
      FAIL() << "accepted: " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
      EXPECT_TRUE(std::string(error.what()).starts_with("folder/file.json: ")) << error.what();
    }
  }
}

TEST(LenientJsonTest, RefusesDeepNesting) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_NO_THROW((void)parse_lenient_json(nested(64), "x"));
  EXPECT_THROW((void)parse_lenient_json(nested(65), "x"), Error);
  EXPECT_THROW((void)parse_lenient_json(std::string(100000, '['), "x"), Error);
}

}  // namespace
}  // namespace assay
