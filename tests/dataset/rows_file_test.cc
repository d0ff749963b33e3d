#include <gtest/gtest.h>

#include "assay/dataset.h"
#include "support/error_of.h"
#include "support/gzip_file.h"
#include "support/temporary_folder.h"
#include "support/zstd_file.h"

namespace assay {
namespace {

using test::error_kind_of;
using test::error_of;

constexpr const char* kLines =
    "{\"text\": \"one\", \"label\": 1}\n{\"text\": \"two\", \"label\": 0}\n";

Json table_of(const RowTable& table) {
  Json object = Json::object();
  for (const std::string& name : table.column_names()) object[name] = table.column(name);
  return object;
}

const Json kExpected = Json::parse(R"({"text": ["one", "two"], "label": [1, 0]})");

TEST(RowsFileTest, TheEndingSaysTheFormat) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(table_of(read_rows(folder.write("a.jsonl", kLines))), kExpected);
  EXPECT_EQ(table_of(read_rows(folder.write("a.json", kLines))), kExpected);
  EXPECT_EQ(table_of(read_rows(folder.write("a.csv", "text,label\none,1\ntwo,0\n"))), kExpected);
  EXPECT_EQ(table_of(read_rows(folder.write("a.tsv", "text\tlabel\none\t1\ntwo\t0\n"))), kExpected);
  const std::string file = folder.write("a.xlsx", "").string();
  EXPECT_EQ(error_kind_of([&] { (void)read_rows(file); }), ErrorKind::kUsage);
}

TEST(RowsFileTest, PackedFilesGiveTheSameRowsAndHash) {
  const test::TemporaryFolder folder;
  const RowTable plain = read_rows(folder.write("a.jsonl", kLines));
  test::write_gzip_file(folder.path() / "b.jsonl.gz", kLines);
  test::write_zstd_file(folder.path() / "c.jsonl.zst", kLines);
  for (const char* name : {"b.jsonl.gz", "c.jsonl.zst"}) {
    const RowTable packed = read_rows(folder.path() / name);
    EXPECT_EQ(table_of(packed), kExpected);
    EXPECT_EQ(packed.facts, plain.facts);
  }
  EXPECT_EQ(plain.facts["rows"], 2);
}

TEST(RowsFileTest, RefusesCutStreams) {
  const test::TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "{\"n\": " + std::to_string(i * 7919) + "}\n";
  const std::string zstd = test::pack_zstd(text);
  for (const std::size_t size : {zstd.size() - 1, zstd.size() / 2, std::size_t{9}}) {
    const auto file = folder.write("cut.jsonl.zst", zstd.substr(0, size));
    const std::string error = error_of([&] { (void)read_rows(file); });
    EXPECT_EQ(error, file.string() + ": the zstd stream is cut short") << size;
  }
  std::string broken = zstd;
  broken[zstd.size() / 2] = static_cast<char>(broken[zstd.size() / 2] ^ 0x55);
  const auto file = folder.write("broken.jsonl.zst", broken);
  EXPECT_EQ(error_kind_of([&] { (void)read_rows(file); }), ErrorKind::kBadData);
  // Two frames in a row are one text, as the zstd program has it.
  EXPECT_EQ(read_rows(folder.write("two.jsonl.zst", zstd + zstd)).rows(), 40000U);
}

TEST(RowsFileTest, ReadsEveryShapeOfJson) {
  const test::TemporaryFolder folder;
  const auto read = [&](std::string_view json) {
    return table_of(read_rows(folder.write("a.json", json)));
  };
  EXPECT_EQ(read(R"([{"text": "one", "label": 1}, {"text": "two", "label": 0}])"), kExpected);
  EXPECT_EQ(
      read("{\"data\": [{\"text\": \"one\", \"label\": 1},\n {\"text\": \"two\", \"label\": 0}]}"),
      kExpected);
  EXPECT_EQ(read(R"({"data": [{"text": "one", "label": 1}, {"text": "two", "label": 0}]})"),
            kExpected);
  EXPECT_EQ(read("{\n\"text\": [\"one\", \"two\"],\n\"label\": [1, 0]}"), kExpected);
  EXPECT_EQ(read(R"(["one", "two"])"), Json::parse(R"({"text": ["one", "two"]})"));
  // On one line the `datasets` library takes an object for a row.
  EXPECT_EQ(read(R"({"sentences": ["one", "two"]})"),
            Json::parse(R"({"sentences": [["one", "two"]]})"));
  EXPECT_EQ(read(" \n"), Json::object());
}

TEST(RowsFileTest, RefusesJsonThatIsNoTable) {
  const test::TemporaryFolder folder;
  const auto error = [&](std::string_view json) {
    const auto file = folder.write("a.json", json);
    return error_of([&] { (void)read_rows(file); }).substr(file.string().size());
  };
  EXPECT_EQ(error("[1]"), ": row 1: expected an object, found number");
  EXPECT_EQ(error("[{\"a\": 1}, "), ": is not JSON (at byte 12)");
  EXPECT_EQ(error("text"), ": expected a JSON list or object");
  EXPECT_EQ(error("{\n\"a\": [1, 2],\n\"b\": [1]}"), ": column 'b' has 1 values, the others 2");
  EXPECT_EQ(error("{\n\"a\": 1}"),
            ": expected a list of objects, or an object of columns, each a list; 'a' is number");
  EXPECT_EQ(error("[\"\xFF\"]"), ": byte 3 is not UTF-8");
}

TEST(RowsFileTest, SurvivesDeepNesting) {
  const test::TemporaryFolder folder;
  const std::string deep(200'000, '[');
  const auto file = folder.write("a.json", deep);
  EXPECT_EQ(error_kind_of([&] { (void)read_rows(file); }), ErrorKind::kBadData);
}

TEST(RowsFileTest, ReadsALineOfAHundredMegabytes) {
  const test::TemporaryFolder folder;
  const std::string text(100'000'000, 'x');
  const RowTable table =
      read_rows(folder.write("a.jsonl", "{\"text\": \"" + text + "\"}\n{\"text\": \"short\"}\n"));
  EXPECT_EQ(table.rows(), 2U);
}

TEST(RowsFileTest, FindsTheFileOfASplit) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(find_rows_file(folder.path(), "test"), std::nullopt);
  const auto csv = folder.write("test.csv.gz", "");
  EXPECT_EQ(find_rows_file(folder.path(), "test"), csv);
  const auto jsonl = folder.write("test.jsonl", "");
  EXPECT_EQ(find_rows_file(folder.path(), "test"), jsonl);
}

}  // namespace
}  // namespace assay
