#include <gtest/gtest.h>

#include "assay/source.h"

namespace assay {
namespace {

TEST(PatternTest, AStarStaysInItsFolder) {
  EXPECT_TRUE(matches_pattern("config.json", "*.json"));
  EXPECT_TRUE(matches_pattern("1_Pooling/config.json", "*/config.json"));
  EXPECT_TRUE(matches_pattern("model-00001-of-00002.safetensors", "model-*.safetensors"));
  EXPECT_TRUE(matches_pattern("a", "a*"));
  EXPECT_FALSE(matches_pattern("a/config.json", "*.json"));
  EXPECT_FALSE(matches_pattern("a/b/config.json", "*/config.json"));
  EXPECT_FALSE(matches_pattern("config.json", "*/config.json"));
  EXPECT_FALSE(matches_pattern("config.json", "config"));
  EXPECT_FALSE(matches_pattern("config", "config.json"));
}

TEST(PatternTest, TwoStarsCrossFolders) {
  for (const char* path : {"x.json", "a/x.json", "a/b/x.json"}) {
    EXPECT_TRUE(matches_pattern(path, "**/*.json")) << path;
    EXPECT_TRUE(matches_pattern(path, "**")) << path;
    EXPECT_TRUE(matches_pattern(path, "**.json")) << path;
  }
  EXPECT_TRUE(matches_pattern("en/test/0.parquet", "en/**"));
  EXPECT_TRUE(matches_pattern("en/a/b/test.csv", "en/**/test.csv"));
  EXPECT_TRUE(matches_pattern("en/test.csv", "en/**/test.csv"));
  EXPECT_FALSE(matches_pattern("den/test.csv", "**/en/test.csv"));
  EXPECT_FALSE(matches_pattern("axtest.csv", "a/**/test.csv"));
}

TEST(PatternTest, AQuestionMarkIsOneCharacter) {
  EXPECT_TRUE(matches_pattern("a1", "a?"));
  EXPECT_FALSE(matches_pattern("a", "a?"));
  EXPECT_FALSE(matches_pattern("a/b", "a?b"));
}

TEST(PatternTest, ManyStarsTakeNoTime) {
  const std::string path(200, 'a');
  EXPECT_FALSE(matches_pattern(path, "*a*a*a*a*a*a*a*a*a*a*a*ab"));
  EXPECT_FALSE(matches_pattern(path, "**a**a**a**a**a**a**a**a**a**a**ab"));
}

}  // namespace
}  // namespace assay
