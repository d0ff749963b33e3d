#include "base/json_object.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

std::string message_of(const auto& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(JsonObjectTest, MembersComeBackByNameAndType) {
  const JsonObject object(
      parse_json(R"({"s": "x", "b": true, "n": 0.5, "c": 7, "o": {"i": 1}, "z": null})", "f"), "f");
  EXPECT_EQ(object.string("s"), "x");
  EXPECT_EQ(object.boolean("b"), true);
  EXPECT_EQ(object.number("n"), 0.5);
  EXPECT_EQ(object.number("c"), 7.0);
  EXPECT_EQ(object.count("c"), 7U);
  EXPECT_EQ(object.object("o")->count("i"), 1U);
  EXPECT_EQ(object.string("z"), std::nullopt);
  EXPECT_EQ(object.string("absent"), std::nullopt);
}

TEST(JsonObjectTest, AMemberOfAnotherTypeIsAnErrorThatNamesFileAndKey) {
  const JsonObject object(parse_json(R"({"hidden_size": "big", "layers": -1, "zero": 0})", "f"),
                          "config.json");
  EXPECT_EQ(message_of([&] { (void)object.count("hidden_size"); }),
            "config.json: 'hidden_size' is \"big\", a whole number >= 0 is expected");
  EXPECT_EQ(message_of([&] { (void)object.count("layers"); }),
            "config.json: 'layers' is -1, a whole number >= 0 is expected");
  EXPECT_EQ(message_of([&] { (void)object.required_count("zero"); }),
            "config.json: 'zero' is 0, a whole number >= 1 is expected");
  EXPECT_EQ(message_of([&] { (void)object.required_string("absent"); }),
            "config.json: 'absent' is missing");
  EXPECT_EQ(message_of([&] { (void)object.boolean("zero"); }),
            "config.json: 'zero' is 0, true or false is expected");
}

TEST(JsonObjectTest, BrokenTextIsAnErrorThatSaysWhere) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("config.json", "{\n \"a\": }");
  const std::string message = message_of([&] { (void)JsonObject::from_file(path); });
  EXPECT_TRUE(
      message.starts_with(path.string() + ": not valid JSON: parse error at line 2, column 7"))
      << message;
}

TEST(JsonObjectTest, AListIsNoObject) {
  EXPECT_EQ(message_of([] { JsonObject(parse_json("[1]", "f"), "f"); }),
            "f: a JSON object is expected, found [1]");
}

}  // namespace
}  // namespace assay
