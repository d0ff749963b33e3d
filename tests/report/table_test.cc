#include <gtest/gtest.h>

#include "assay/report.h"

namespace assay {
namespace {

const Table kTable = {.header = {"Model", "Score"},
                      .rows = {{"größe|a", "9.50"}, {"b, \"c\"", "64.51"}},
                      .left_columns = {0}};

TEST(TableTest, TerminalColumnsLineUpByCharactersNotBytes) {
  EXPECT_EQ(print_table(kTable, TableStyle::kTerminal),
            "Model    Score\n"
            "───────  ─────\n"
            "größe|a   9.50\n"
            "b, \"c\"   64.51\n");
}

TEST(TableTest, MarkdownEscapesBars) {
  EXPECT_EQ(print_table(kTable, TableStyle::kMarkdown),
            "| Model    | Score |\n"
            "| -------- | -----:|\n"
            "| größe\\|a |  9.50 |\n"
            "| b, \"c\"   | 64.51 |\n");
}

TEST(TableTest, CsvQuotesAsRfc4180) {
  EXPECT_EQ(print_table(kTable, TableStyle::kCsv),
            "Model,Score\n"
            "größe|a,9.50\n"
            "\"b, \"\"c\"\"\",64.51\n");
}

}  // namespace
}  // namespace assay
