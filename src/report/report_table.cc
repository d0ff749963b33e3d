// The models of a report as a table, for papers and spreadsheets.
#include <array>
#include <charconv>

#include "assay/report_page.h"
#include "report/pareto.h"
#include "report/report_measures.h"

namespace assay {
namespace {

// With as many digits as are needed to read it back, without an exponent.
std::string print_exactly(double value) {
  std::array<char, 400> text{};  // 1e308 has 309 digits
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return error == std::errc() ? std::string(text.data(), end) : "";
}

std::string title_of(const ReportMeasure& measure, bool is_exact) {
  const bool has_unit = is_exact && !measure.unit.empty() && measure.unit != "score";
  return has_unit ? measure.label + " (" + measure.unit + ")" : measure.label;
}

}  // namespace

Table tabulate_report(const Json& report, TableStyle style) {
  const bool is_exact = style == TableStyle::kCsv;
  const auto measures = report_measures(report);
  const Json& models = report.at("models");
  const auto criterion = [](const ReportMeasure& measure) {
    return measure.kind == ReportMeasure::Kind::kCriterion;
  };
  // On the axes that a chart has unasked.
  const ReportMeasure& cost = default_measure(report, measures, true);
  const ReportMeasure& quality = default_measure(report, measures, false);
  std::vector<TradeOff> values;
  for (const Json& model : models) {
    values.push_back({value_of(cost, model), value_of(quality, model)});
  }
  const Directions better{cost.lower_is_better, quality.lower_is_better};
  const auto groups = group_models(values, pareto_front(values, better), better);
  Table table;
  table.header = {"Rank", "Model", "Group"};
  table.left_columns = {1, 2};
  const bool has_intervals = report.value("has_intervals", false);
  for (const ReportMeasure& measure : measures) {
    table.header.push_back(title_of(measure, is_exact));
    if (has_intervals && &measure == &measures.front()) {
      if (is_exact) {
        table.header.insert(table.header.end(), {"95 % low", "95 % high"});
      } else {
        table.header.emplace_back("95 % interval");
      }
    }
  }
  for (std::size_t i = 0; i < models.size(); ++i) {
    const Json& model = models[i];
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {std::to_string(model.value("rank", 0)), model.value("name", ""), to_string(groups[i])};
    for (const ReportMeasure& measure : measures) {
      const auto value = value_of(measure, model);
      if (is_exact && criterion(measure)) {
        row.push_back(value ? print_exactly(*value) : "-");
      } else {
        row.push_back(print_measure(value, measure.unit));
      }
      if (!has_intervals || &measure != &measures.front()) continue;
      const auto interval = interval_of(measure, model);
      const std::string low = interval ? print_percent(interval->first) : "-";
      const std::string high = interval ? print_percent(interval->second) : "-";
      if (is_exact) {
        row.insert(row.end(), {low, high});
      } else {
        row.push_back(interval ? low + " to " + high : "-");
      }
    }
  }
  return table;
}

}  // namespace assay
