#include "dataset/parquet.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/file.h"
#include "dataset/parquet_library.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "support/test_resources.h"

namespace assay {
namespace {

using test::error_kind_of;
using test::error_of;

std::filesystem::path committed(const char* name) {
  return test::source_folder() / "tests" / "data" / "parquet" / name;
}

class ParquetTest : public testing::Test {
 protected:
  void SetUp() override {
    try {
      (void)load_parquet_reader();
    } catch (const Error& error) {
      GTEST_SKIP() << error.what();
    }
  }
};

TEST_F(ParquetTest, ReadsEveryType) {
  const RowTable table = read_rows(committed("types.parquet"));
  ASSERT_EQ(table.rows(), 3U);
  Json found = Json::object();
  for (const std::string& name : table.column_names()) found[name] = table.column(name);
  EXPECT_EQ(found, Json::parse(R"({
    "bool": [true, null, false],
    "int8": [-128, null, 127],
    "int64": [-9223372036854775808, null, 9223372036854775807],
    "uint64": [0, null, 18446744073709551615],
    "float": [0.5, null, -1.25],
    "double": [0.1, null, 1e300],
    "string": ["", null, "Größe"],
    "large_string": ["a", null, "b"],
    "dictionary": ["x", null, "x"],
    "list": [["a", null], null, []],
    "large_list": [[1], null, [2, 3]],
    "struct": [{"a": 1, "b": ["x"]}, null, {"a": null, "b": null}],
    "deep": [[[{"a": [1, 2]}]], null, [[]]],
    "map": [[{"key": "k", "value": 1}], null, []],
    "null": [null, null, null],
    "date": ["1970-01-01", null, "1970-01-02"]})"));
  EXPECT_EQ(table.facts["columns_left_out"], Json::parse(R"({"bytes": "binary"})"));
}

TEST_F(ParquetTest, KnowsTheNamesOfClasses) {
  const RowTable table = read_rows(committed("class_label.parquet"));
  EXPECT_EQ(table.column("label"), (std::vector<Json>{1, 0, 1}));
  EXPECT_EQ(table.class_names, (ClassNames{{"label", {"neg", "pos"}}}));
  EXPECT_EQ(table.facts["rows"], 3);
}

TEST_F(ParquetTest, AFileWithoutRowsHasItsColumns) {
  const RowTable table = read_rows(committed("no_rows.parquet"));
  EXPECT_EQ(table.rows(), 0U);
  EXPECT_EQ(table.column_names(), (std::vector<std::string>{"text", "n"}));
}

TEST_F(ParquetTest, RefusesTextThatIsNotUtf8) {
  const auto file = committed("not_utf8.parquet");
  const std::string error = error_of([&] { (void)read_rows(file); });
  EXPECT_TRUE(error.starts_with(file.string() + ": not a Parquet file, or damaged")) << error;
  EXPECT_NE(error.find("column 0: Invalid: Invalid UTF8"), std::string::npos) << error;
}

TEST_F(ParquetTest, RefusesFilesCutAnywhere) {
  const test::TemporaryFolder folder;
  const std::string bytes = read_file(committed("class_label.parquet"));
  for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 40) {
    const auto file = folder.write("cut.parquet", bytes.substr(0, size));
    const std::string error = error_of([&] { (void)read_rows(file); });
    EXPECT_TRUE(
        error.starts_with(file.string() + ": not a Parquet file, or damaged or cut short: "))
        << size << ": " << error;
  }
}

TEST_F(ParquetTest, SurvivesDamage) {
  const test::TemporaryFolder folder;
  const std::string sound = read_file(committed("types.parquet"));
  for (std::size_t i = 0; i < sound.size(); i += 7) {
    std::string bytes = sound;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x41);
    const auto file = folder.write("damaged.parquet", bytes);
    try {
      const RowTable table = read_rows(file);
      for (const std::string& name : table.column_names()) {
        ASSERT_EQ(table.column(name).size(), table.rows());
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData) << error.what();
    }
  }
}

TEST_F(ParquetTest, SaysThatAFileIsNotThere) {
  EXPECT_EQ(error_kind_of([] { (void)read_rows("/nowhere/a.parquet"); }), ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace assay
