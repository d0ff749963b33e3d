#include "dataset/hub_layout.h"

#include <gtest/gtest.h>

#include "dataset/glob.h"
#include "support/error_of.h"

namespace assay {
namespace {

using Files = std::vector<std::string>;
using test::error_of;

Json described(const HubLayout& layout) {
  Json all = Json::object();
  for (const HubConfig& config : layout.configs) {
    all[config.name] = Json::object();
    for (const HubConfig::Split& split : config.splits) all[config.name][split.name] = split.files;
  }
  return all;
}

Json resolved(const Files& files, const std::string& readme = "") {
  return described(resolve_hub_layout(files, readme, "org/name"));
}

TEST(GlobTest, MatchesAsFsspecDoes) {
  EXPECT_TRUE(matches_glob("a/b.csv", "a/*.csv"));
  EXPECT_FALSE(matches_glob("a/b/c.csv", "a/*.csv"));
  EXPECT_TRUE(matches_glob("c.csv", "**/*.csv"));
  EXPECT_TRUE(matches_glob("a/b/c.csv", "**/*.csv"));
  EXPECT_TRUE(matches_glob("a/b/c.csv", "a/**"));
  EXPECT_FALSE(matches_glob("a", "a/**"));
  EXPECT_TRUE(matches_glob("train-00001-of-00002.parquet", "train-[0-9]*.parquet"));
  EXPECT_TRUE(matches_glob("x3", "x[!a-c]"));
  EXPECT_FALSE(matches_glob("xb", "x[!a-c]"));
  EXPECT_TRUE(matches_glob("test.csv", "test[-._ 0-9]*"));
  EXPECT_FALSE(matches_glob("tests.csv", "test[-._ 0-9]*"));
  EXPECT_TRUE(matches_glob("a[b", "a[b"));
  EXPECT_TRUE(matches_glob("abcbcd", "a*bcd"));
  EXPECT_FALSE(matches_glob("", "*"));
}

// The expected values in this file are what `datasets` 5.2.0 (LocalDatasetModuleFactory) makes of the same files.

TEST(HubLayoutTest, FindsShardsOfAnySplit) {
  EXPECT_EQ(
      resolved({"README.md", "data/extra-00000-of-00001-abc.parquet",
                "data/test-00000-of-00001.parquet", "data/train-00000-of-00002.parquet",
                "data/train-00001-of-00002.parquet"}),
      Json::parse(
          R"({"default": {"train": ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet"],
                                        "test": ["data/test-00000-of-00001.parquet"],
                                        "extra": ["data/extra-00000-of-00001-abc.parquet"]}})"));
}

TEST(HubLayoutTest, FindsSplitsByTheNamesOfFilesAndFolders) {
  EXPECT_EQ(
      resolved({"dev.csv", "my_test_set.csv", "train.csv"}),
      Json::parse(
          R"({"default": {"train": ["train.csv"], "validation": ["dev.csv"], "test": ["my_test_set.csv"]}})"));
  EXPECT_EQ(
      resolved({"notes.txt", "test/a.jsonl", "train/a.jsonl", "train/b.jsonl"}),
      Json::parse(
          R"({"default": {"train": ["train/a.jsonl", "train/b.jsonl"], "test": ["test/a.jsonl"]}})"));
  EXPECT_EQ(
      resolved({"data/train/x.parquet", "data/validation-1/y.parquet", "eval/z.parquet"}),
      Json::parse(
          R"({"default": {"train": ["data/train/x.parquet"], "validation": ["data/validation-1/y.parquet"],
                                        "test": ["eval/z.parquet"]}})"));
}

TEST(HubLayoutTest, WithoutSuchNamesEverythingIsTrain) {
  EXPECT_EQ(resolved({".hidden/c.json", "README.md", "__x__/d.json", "a.json", "sub/b.json"}),
            Json::parse(R"({"default": {"train": ["a.json", "sub/b.json"]}})"));
}

TEST(HubLayoutTest, AFileThatMatchesTwoPatternsIsReadTwice) {
  EXPECT_EQ(resolved({"eval_test.csv"}),
            Json::parse(R"({"default": {"test": ["eval_test.csv", "eval_test.csv"]}})"));
}

TEST(HubLayoutTest, FollowsTheConfigsOfTheReadme) {
  const HubLayout layout = resolve_hub_layout(
      {"README.md", "all.jsonl", "de/test.jsonl.gz", "en/test.jsonl", "en/train.jsonl"},
      R"(---
configs:
- config_name: en
  data_files:
  - split: train
    path: en/train.jsonl
  - split: test
    path:
    - en/t*.jsonl
- config_name: de
  data_files: de/*
  default: true
- config_name: dir
  data_dir: en
---
# x
)",
      "org/name");
  EXPECT_EQ(
      described(layout),
      Json::parse(
          R"({"en": {"train": ["en/train.jsonl"], "test": ["en/test.jsonl", "en/train.jsonl"]},
                            "de": {"train": ["de/test.jsonl.gz"]},
                            "dir": {"train": ["en/train.jsonl"], "test": ["en/test.jsonl"]}})"));
  EXPECT_EQ(layout.default_config, "de");
}

TEST(HubLayoutTest, PathsOfAConfigCountFromItsFolder) {
  EXPECT_EQ(resolved({"README.md", "x/train.csv", "x/y/test.csv"},
                     "---\nconfigs:\n- config_name: a\n  data_dir: x\n  data_files:\n  - split: "
                     "test\n    path: \"**/test.csv\"\n---\n"),
            Json::parse(R"({"a": {"test": ["x/y/test.csv"]}})"));
}

TEST(HubLayoutTest, ReadsSeparatorsAndClassNames) {
  const HubLayout layout = resolve_hub_layout({"test.csv"}, R"(---
dataset_info:
  features:
  - name: label
    dtype:
      class_label:
        names:
          '0': negative
          '1': positive
configs:
- config_name: default
  sep: ";"
  data_files: test.csv
---
)",
                                              "org/name");
  ASSERT_EQ(layout.configs.size(), 1U);
  EXPECT_EQ(layout.configs[0].csv.separator, ';');
  EXPECT_EQ(layout.configs[0].class_names, (ClassNames{{"label", {"negative", "positive"}}}));
}

TEST(HubLayoutTest, KnowsTheConvertedBranch) {
  const HubLayout layout = resolve_converted_layout(
      {".gitattributes", "de/test/0000.parquet", "en/partial-train/0000.parquet",
       "en/test/0000.parquet", "en/test/0001.parquet"});
  EXPECT_EQ(described(layout), Json::parse(R"({"de": {"test": ["de/test/0000.parquet"]},
                                               "en": {"train": ["en/partial-train/0000.parquet"],
                                                      "test": ["en/test/0000.parquet", "en/test/0001.parquet"]}})"));
  EXPECT_EQ(layout.default_config, std::nullopt);
}

TEST(HubLayoutTest, NothingToReadIsNoConfiguration) {
  EXPECT_EQ(resolved({".gitattributes", "README.md", "name.py", "pictures.zip"}), Json::object());
}

TEST(HubLayoutTest, RefusesABrokenReadme) {
  EXPECT_EQ(
      error_of([] { (void)resolved({"a.csv"}, "---\nconfigs:\n- data_files: a.csv\n---\n"); }),
      "org/name/README.md: a config without config_name");
  const std::string error = error_of([] { (void)resolved({"a.csv"}, "---\nconfigs: [\n---\n"); });
  EXPECT_TRUE(error.starts_with("org/name/README.md:")) << error;
}

TEST(GlobTest, ManyStarsTakeNoTime) {
  std::string folders;
  for (int i = 0; i < 60; ++i) folders += "a/";
  std::string pattern;
  for (int i = 0; i < 20; ++i) pattern += "**/a/";
  EXPECT_TRUE(matches_glob(folders + "b", pattern + "b"));
  EXPECT_FALSE(matches_glob(folders + "b", pattern + "c"));
}

}  // namespace
}  // namespace assay
