#include "dataset/qrels.h"

#include <gtest/gtest.h>

#include "support/error_of.h"

namespace assay {
namespace {

using test::error_of;

std::vector<std::string> rows_of(std::string_view bytes) {
  LineReader reader(bytes, "qrels/test.tsv");
  std::vector<std::string> rows;
  for_each_qrels_row(reader, [&](const QrelsRow& row) {
    rows.push_back(std::string(row.query_id) + "|" + std::string(row.document_id) + "|" +
                   std::to_string(row.relevance));
  });
  return rows;
}

using Rows = std::vector<std::string>;

TEST(QrelsTest, ReadsRowsWithAndWithoutAHeader) {
  EXPECT_EQ(rows_of("query-id\tcorpus-id\tscore\nq1\td1\t1\nq 2\td2\t-3\n"),
            (Rows{"q1|d1|1", "q 2|d2|-3"}));
  EXPECT_EQ(rows_of("q1\td1\t1\r\n\nq1\td2\t 0\r\n"), (Rows{"q1|d1|1", "q1|d2|0"}));
  EXPECT_EQ(rows_of(""), Rows{});
}

TEST(QrelsTest, RefusesARelevanceThatIsNotAnInteger) {
  EXPECT_EQ(error_of([] { rows_of("q1\td1\t1\nq1\td2\tx\n"); }),
            "qrels/test.tsv:2: relevance 'x' is not a 32-bit integer");
  for (const char* relevance : {"1.0", "", "1 2", "99999999999", "+1", "0x1"}) {
    EXPECT_EQ(
        error_of([&] { rows_of("q1\td1\t" + std::string(relevance)); }),
        "qrels/test.tsv:1: relevance '" + std::string(relevance) + "' is not a 32-bit integer");
  }
}

TEST(QrelsTest, TakesOnlyTheFirstLineForAHeader) {
  EXPECT_EQ(error_of([] { rows_of("q1\td1\t1\nquery-id\tcorpus-id\tscore\n"); }),
            "qrels/test.tsv:2: relevance 'score' is not a 32-bit integer");
}

TEST(QrelsTest, RefusesAnotherNumberOfFields) {
  EXPECT_EQ(error_of([] { rows_of("q1 0 d1 1\n"); }),
            "qrels/test.tsv:1: expected query id, document id and relevance with tabs between, "
            "found 1 field");
  EXPECT_EQ(error_of([] { rows_of("q1\t0\td1\t1\n"); }),
            "qrels/test.tsv:1: expected query id, document id and relevance with tabs between, "
            "found 4 fields");
}

TEST(QrelsTest, RefusesInvalidUtf8) {
  EXPECT_EQ(error_of([] { rows_of("q1\td\xC0\t1\n"); }),
            "qrels/test.tsv:1: byte 5 of the line is not UTF-8");
}

}  // namespace
}  // namespace assay
