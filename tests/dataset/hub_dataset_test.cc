#include "assay/dataset/hub_dataset.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using test::error_kind_of;
using test::error_of;
using Names = std::vector<std::string>;

TEST(HubDatasetTest, ReadsConfigurationsSplitBySplit) {
  const test::TemporaryFolder folder;
  (void)folder.write(
      "README.md",
      "---\nconfigs:\n- config_name: en\n  data_files:\n  - split: test\n    path: en/*.jsonl\n"
      "- config_name: de\n  data_files: de.csv\n---\n");
  (void)folder.write("en/a.jsonl", "{\"text\": \"one\"}\n");
  (void)folder.write("en/b.jsonl", "{\"text\": \"two\"}\n");
  (void)folder.write("de.csv", "text\neins\n");
  const auto data = open_dataset_folder(folder.path());
  EXPECT_EQ(data->config_names(), (Names{"en", "de"}));
  EXPECT_EQ(data->split_names("de"), (Names{"train"}));
  const RowTable rows = data->rows("en", "test");
  EXPECT_EQ(rows.strings("text"), (Names{"one", "two"}));
  EXPECT_EQ(rows.facts["rows"], 2);
  EXPECT_EQ(rows.facts["hub"]["files"], Json::parse(R"(["en/a.jsonl", "en/b.jsonl"])"));
  EXPECT_EQ(data->rows("de", "train").strings("text"), (Names{"eins"}));

  const std::string name = folder.path().string();
  EXPECT_EQ(error_of([&] { (void)data->rows("en", "dev"); }),
            name + ": configuration 'en' has no split 'dev'; there are: test");
  EXPECT_EQ(error_of([&] { (void)data->rows("eng", "test"); }),
            name + ": no configuration 'eng' (did you mean 'en'?); there are: en, de");
  EXPECT_EQ(error_of([&] { (void)data->rows("", "test"); }),
            name + ": has no default configuration; there are: en, de");
}

TEST(HubDatasetTest, TakesTheConvertedBranchOfAScript) {
  const test::TemporaryFolder folder;
  const std::string name = folder.path().filename().string();
  (void)folder.write(name + ".py", "import datasets\n");
  (void)folder.write("train.csv", "whatever the script makes of it\n");
  const auto without = open_dataset_folder(folder.path());
  EXPECT_EQ(error_kind_of([&] { (void)without->config_names(); }), ErrorKind::kNotSupported);
  (void)folder.write(".converted/default/test/0000.parquet", "");
  const auto data = open_dataset_folder(folder.path());
  EXPECT_EQ(data->split_names(""), Names{"test"});
  EXPECT_EQ(data->facts("", "test")["revision"], "refs/convert/parquet");
}

}  // namespace
}  // namespace assay
