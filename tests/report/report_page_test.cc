#include "assay/report_page.h"

#include <gtest/gtest.h>

#include "assay/error.h"

namespace assay {
namespace {

// What somebody could put into a result file to break out of the page.
const std::string kHostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&";

ReportSources hostile_sources() {
  ReportSources sources;
  sources.title = kHostile;
  sources.table.columns = {{kHostile, kHostile, true}};
  sources.table.types = {kHostile};
  BenchmarkRow row;
  row.model = kHostile;
  row.tasks = {0.5};
  row.types = {0.5};
  row.mean_task = 0.5;
  row.borda_rank = 1;
  sources.table.rows = {row};
  sources.measured[kHostile] = {{"parameters", 1e6}};
  sources.notes = {kHostile};
  return sources;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(ReportPageTest, NoTextOfAResultBecomesMarkup) {
  const std::string page = print_report_page(make_report(hostile_sources()));
  EXPECT_EQ(count(page, "<script"), 2U);  // the data and the page's own
  EXPECT_EQ(count(page, "</script"), 2U);
  EXPECT_EQ(count(page, "<img"), 0U);
  EXPECT_NE(page.find("<title>&lt;/script&gt;"), std::string::npos);
}

TEST(ReportPageTest, ThePageNamesNothingToLoadAndAllowsOnlyItsScript) {
  const std::string page = print_report_page(make_report(hostile_sources()));
  EXPECT_NE(page.find("default-src 'none'; script-src 'sha256-"), std::string::npos);
  EXPECT_EQ(page.find("{{"), std::string::npos);
  for (const char* loads : {" src=\"", "<link", "@import", "url(", "fetch(", "XMLHttpRequest"}) {
    EXPECT_EQ(page.find(loads), std::string::npos) << loads;
  }
}

TEST(ReportPageTest, EqualDataGiveTheSameBytes) {
  const Json report = make_report(hostile_sources());
  EXPECT_EQ(print_report_page(report), print_report_page(report));
}

TEST(ReportChartTest, NamesAreEscapedAndTheLineIsDrawn) {
  const std::string chart = draw_report_chart(make_report(hostile_sources()), {});
  EXPECT_EQ(count(chart, "<script"), 0U);
  EXPECT_EQ(count(chart, "<svg "), 1U);
  EXPECT_NE(chart.find("class=\"point top\""), std::string::npos);
}

TEST(ReportChartTest, RefusesAnAxisThatIsNotThere) {
  const Json report = make_report(hostile_sources());
  try {
    (void)draw_report_chart(report, {.x = "parametres", .y = ""});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_STREQ(error.what(),
                 "the report has no measure 'parametres' (did you mean 'parameters'?)");
  }
}

TEST(ReportTableTest, MarkdownIsForReadingAndCsvForComputing) {
  ReportSources sources = hostile_sources();
  sources.table.rows[0].model = "org/m";
  sources.table.columns[0].name = "Task";
  sources.measured = {
      {"org/m", {{"parameters", 22713216}, {"weights", 90.9e6}, {"latency_p50", 0.0123}}}};
  sources.intervals["org/m"][""] = {0.45, 0.551};
  const Json report = make_report(sources);
  EXPECT_EQ(
      print_table(tabulate_report(report, TableStyle::kCsv), TableStyle::kCsv),
      "Rank,Model,Group,Task,95 % low,95 % high,Parameters,Weights (bytes),Latency p50 (seconds)\n"
      "1,org/m,top of class,50.00,45.00,55.10,22713216,90900000,0.0123\n");
  const Table markdown = tabulate_report(report, TableStyle::kMarkdown);
  EXPECT_EQ(markdown.rows[0],
            (std::vector<std::string>{"1", "org/m", "top of class", "50.00", "45.00 to 55.10",
                                      "22.7M", "90.9 MB", "12.3 ms"}));
}

}  // namespace
}  // namespace assay
