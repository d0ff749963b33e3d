#include "base/yaml.h"

#include <gtest/gtest.h>

#include "support/error_of.h"

namespace assay {
namespace {

using test::error_of;

// The expected values are what PyYAML's safe_load gives.
TEST(YamlTest, ReadsTypesAsPyYamlDoes) {
  EXPECT_EQ(
      parse_yaml(R"(a: 1
b: -2.5
c: yes
d: "no"
e: ~
f:
g: text with spaces
h: 'it''s'
i: 1e5
j: 0x10
k: 010
l: [x, 2, {m: n}]
o: |
  two
  lines
1: one
)",
                 "t"),
      Json::parse(
          R"({"a": 1, "b": -2.5, "c": true, "d": "no", "e": null, "f": null, "g": "text with spaces",
                            "h": "it's", "i": "1e5", "j": 16, "k": 8, "l": ["x", 2, {"m": "n"}], "o": "two\nlines\n",
                            "1": "one"})"));
  EXPECT_EQ(parse_yaml("", "t"), nullptr);
  EXPECT_EQ(parse_yaml({}, "t"), nullptr);
  EXPECT_EQ(parse_yaml("- a\n- b\n", "t"), Json::parse(R"(["a", "b"])"));
}

TEST(YamlTest, FollowsAnchors) {
  EXPECT_EQ(parse_yaml("a: &x [1]\nb: *x\n", "t"), Json::parse(R"({"a": [1], "b": [1]})"));
}

TEST(YamlTest, RefusesHostileText) {
  EXPECT_EQ(error_of([] { (void)parse_yaml("a: [1", "t"); }).substr(0, 2), "t:");
  EXPECT_EQ(error_of([] { (void)parse_yaml("a: 1\na: 2\n", "t"); }),
            "t:2: the key 'a' stands twice");
  EXPECT_EQ(error_of([] { (void)parse_yaml(std::string(100, '['), "t"); }).substr(0, 2), "t:");
  EXPECT_EQ(error_of([] { (void)parse_yaml("a: \xFF", "t"); }), "t: is not UTF-8");
  // Nine anchors, each of nine aliases of the one before: a thousand million values.
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) bomb += (i > 0 ? ",*" : "*") + before;
    bomb += "]\n";
  }
  const std::string error = error_of([&] { (void)parse_yaml(bomb, "t"); });
  EXPECT_NE(error.find("more values than anybody would write"), std::string::npos) << error;
}

TEST(YamlTest, FindsTheBlockOfAReadme) {
  EXPECT_EQ(yaml_front_matter("---\na: 1\n---\n# Title\n"), "a: 1\n");
  EXPECT_EQ(yaml_front_matter("---\r\na: 1\r\n---\r\n"), "a: 1\r\n");
  EXPECT_EQ(yaml_front_matter("# Title\n---\na: 1\n---\n"), "");
  EXPECT_EQ(yaml_front_matter("---\na: 1\n"), "");
  EXPECT_EQ(yaml_front_matter("---\n---"), "");
  EXPECT_EQ(yaml_front_matter(""), "");
}

}  // namespace
}  // namespace assay
