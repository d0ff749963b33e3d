#include "dataset/csv.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using test::error_kind_of;
using test::error_of;

Json table_of(std::string_view csv, const CsvOptions& options = {}) {
  const test::TemporaryFolder folder;
  const RowTable table = read_csv_rows(folder.write("t.csv", csv), options);
  Json object = Json::object();
  for (const std::string& name : table.column_names()) object[name] = table.column(name);
  return object;
}

TEST(CsvTest, ReadsQuotesSeparatorsAndLineEndsInsideFields) {
  EXPECT_EQ(
      table_of("text,label\n\"a, b\",x\r\n\"say \"\"hi\"\"\nthere\",y\rplain \"q\",z"),
      Json::parse(
          R"({"text": ["a, b", "say \"hi\"\nthere", "plain \"q\""], "label": ["x", "y", "z"]})"));
  EXPECT_EQ(table_of("a\tb\n1,5\t2\n", {.separator = '\t'}),
            Json::parse(R"({"a": ["1,5"], "b": [2]})"));
}

TEST(CsvTest, PassesOverBlankLinesAndAByteOrderMark) {
  EXPECT_EQ(table_of("\xEF\xBB\xBFtext\n\n  \none\n\"\"\ntwo\n"),
            Json::parse(R"({"text": ["one", null, "two"]})"));
}

// The expected types are what pandas 2 gives for these columns (read_csv, then to_dict).
TEST(CsvTest, FindsTypesAsPandasDoes) {
  EXPECT_EQ(table_of("i,f,n,b,s,e\n1,1.5,1,True,1,\n-2,2,,FALSE,x,\n+3,1e3,3,true,NA,\n"),
            Json::parse(R"({"i": [1, -2, 3], "f": [1.5, 2.0, 1000.0], "n": [1.0, null, 3.0],
                            "b": [true, false, true], "s": ["1", "x", null], "e": [null, null, null]})"));
  EXPECT_TRUE(table_of("n\n1\n\n2\nNA\n")["n"][0].is_number_float());
  EXPECT_TRUE(table_of("i\n1\n2\n")["i"][0].is_number_integer());
  EXPECT_EQ(table_of("v\n18446744073709551615\n1\n")["v"][0], 18446744073709551615ULL);
  EXPECT_EQ(table_of("v\n1_000\n")["v"][0], "1_000");
}

TEST(CsvTest, NamesColumnsAsPandasDoes) {
  EXPECT_EQ(table_of("a,a,,a\n1,2,3,4\n"),
            Json::parse(R"({"a": [1], "a.1": [2], "Unnamed: 2": [3], "a.2": [4]})"));
  EXPECT_EQ(table_of("1,x\n2,y\n", {.column_names = {"n", "s"}}),
            Json::parse(R"({"n": [1, 2], "s": ["x", "y"]})"));
}

TEST(CsvTest, FillsShortRecordsAndRefusesLongOnes) {
  EXPECT_EQ(table_of("a,b\nx\ny,z\n"), Json::parse(R"({"a": ["x", "y"], "b": [null, "z"]})"));
  const std::string error = error_of([] { (void)table_of("a,b\n\"x\ny\",1\n1,2,3\n"); });
  EXPECT_NE(error.find("t.csv:4: expected 2 columns, found 3"), std::string::npos) << error;
}

TEST(CsvTest, RefusesWhatIsNotUtf8NamingTheLine) {
  const std::string error = error_of([] { (void)table_of("a,b\nok,1\nGr\xFC\xDF,2\n"); });
  EXPECT_NE(error.find("t.csv:3: column 1 is not UTF-8"), std::string::npos) << error;
}

TEST(CsvTest, RefusesAFileThatEndsInsideQuotesOrHasNoHeader) {
  const std::string cut = error_of([] { (void)table_of("a\n1\n\"two\nthree"); });
  EXPECT_NE(cut.find("t.csv:3: the file ends inside the quotes"), std::string::npos) << cut;
  const std::string empty = error_of([] { (void)table_of("\n"); });
  EXPECT_NE(empty.find("the file is empty"), std::string::npos) << empty;
}

TEST(CsvTest, ReadsAFieldOfAHundredMegabytes) {
  const test::TemporaryFolder folder;
  const std::string text(100'000'000, 'x');
  const RowTable table = read_rows(folder.write("t.csv", "text\n\"" + text + "\"\nshort\n"));
  EXPECT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.column("text")[0].get_ref<const std::string&>().size(), text.size());
}

TEST(CsvTest, ParsesTheSameWhereverThePiecesAreCut) {
  const std::string csv = "a,b\r\n\"x\"\"y\r\n\",2\r\n\r\n3,\"\"\r\n";
  const auto records_of = [&](std::size_t piece) {
    std::vector<std::vector<std::string>> records;
    CsvParser parser(',', "m",
                     [&](std::vector<std::string>& fields) { records.push_back(fields); });
    for (std::size_t i = 0; i < csv.size(); i += piece) {
      parser.parse(std::string_view(csv).substr(i, piece));
    }
    parser.finish();
    return records;
  };
  const std::vector<std::vector<std::string>> expected{{"a", "b"}, {"x\"y\r\n", "2"}, {"3", ""}};
  for (std::size_t piece = 1; piece <= csv.size(); ++piece) EXPECT_EQ(records_of(piece), expected);
}

}  // namespace
}  // namespace assay
