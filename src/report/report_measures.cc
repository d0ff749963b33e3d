#include "report/report_measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iterator>

#include "assay/report.h"
#include "report/report_criteria.h"

namespace assay {
namespace {

struct MeanName {
  const char* key;
  const char* label;
};
constexpr MeanName kMeans[] = {{"mean_task", "Mean over tasks"},
                               {"mean_task_type", "Mean over task types"},
                               {"mean_subset", "Mean over subsets"},
                               {"mean_public", "Mean over public tasks"},
                               {"mean_private", "Mean over private tasks"}};

std::optional<double> number_at(const Json& list, std::size_t place) {
  if (!list.is_array() || place >= list.size() || !list[place].is_number()) return std::nullopt;
  return list[place].get<double>();
}

std::string print_number(const char* format, double value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

// Three digits, none of them after the point when there are three before it, and no zeros at the end:
// ticks of axes are printed so too. page/format.js does the same.
std::string three_digits(double value) {
  if (std::abs(value) >= 100 || value == std::round(value)) return print_number("%.0f", value);
  return print_number("%.3g", value);
}

struct Prefix {
  double size;
  const char* name;
};
std::string with_prefix(double value, std::initializer_list<Prefix> prefixes) {
  for (const Prefix& prefix : prefixes) {
    if (std::abs(value) >= prefix.size) return three_digits(value / prefix.size) + prefix.name;
  }
  return three_digits(value);
}

// Thousands are written out up to four digits.
std::string print_short(double value) {
  if (std::abs(value) < 1e4) return three_digits(value);
  return with_prefix(value, {{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "k"}});
}

}  // namespace

std::vector<ReportMeasure> report_measures(const Json& report) {
  using Kind = ReportMeasure::Kind;
  std::vector<ReportMeasure> measures;
  const Json& tasks = report.at("tasks");
  const Json& types = report.at("types");
  for (const Json& mean : report.at("means")) {
    for (const MeanName& name : kMeans) {
      if (mean != name.key) continue;
      const std::string label = tasks.size() == 1 ? tasks[0].value("name", "") : name.label;
      measures.push_back({.key = name.key, .label = label, .unit = "score"});
    }
  }
  // Types of one task each would repeat the tasks.
  const bool with_types = types.size() > 1 && types.size() < tasks.size();
  for (std::size_t i = 0; i < types.size() && with_types; ++i) {
    const auto name = types[i].get<std::string>();
    measures.push_back(
        {.key = "type:" + name, .label = name, .unit = "score", .kind = Kind::kType, .place = i});
  }
  for (std::size_t i = 0; i < tasks.size() && tasks.size() > 1; ++i) {
    const std::string name = tasks[i].value("name", "");
    measures.push_back(
        {.key = "task:" + name, .label = name, .unit = "score", .kind = Kind::kTask, .place = i});
  }
  for (const Json& criterion : report.at("criteria")) {
    measures.push_back({.key = criterion.value("key", ""),
                        .label = criterion.value("label", ""),
                        .unit = criterion.value("unit", ""),
                        .lower_is_better = criterion.value("better", "") == "lower",
                        .is_logarithmic = criterion.value("log", false),
                        .kind = Kind::kCriterion});
  }
  return measures;
}

const ReportMeasure& default_measure(const Json& report, const std::vector<ReportMeasure>& measures,
                                     bool is_cost) {
  const Json& models = report.at("models");
  const ReportMeasure* best = nullptr;
  std::ptrdiff_t most = 0;
  for (const ReportMeasure& measure : measures) {
    if ((measure.kind == ReportMeasure::Kind::kCriterion) != is_cost) continue;
    const auto known = std::ranges::count_if(
        models, [&](const Json& model) { return value_of(measure, model).has_value(); });
    if (2 * known >= std::ssize(models)) return measure;
    if (known > most) {
      most = known;
      best = &measure;
    }
  }
  return best == nullptr ? measures.front() : *best;
}

std::optional<double> value_of(const ReportMeasure& measure, const Json& model) {
  switch (measure.kind) {
    case ReportMeasure::Kind::kMean:
    case ReportMeasure::Kind::kCriterion: {
      const char* group = measure.kind == ReportMeasure::Kind::kMean ? "means" : "criteria";
      const Json& value = member_or_null(member_or_null(model, group), measure.key);
      return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
    }
    case ReportMeasure::Kind::kType:
      return number_at(member_or_null(model, "types"), measure.place);
    case ReportMeasure::Kind::kTask:
      return number_at(member_or_null(model, "tasks"), measure.place);
  }
  return std::nullopt;
}

std::optional<std::pair<double, double>> interval_of(const ReportMeasure& measure,
                                                     const Json& model) {
  const Json& intervals = member_or_null(model, "intervals");
  Json interval;
  if (measure.kind == ReportMeasure::Kind::kMean) {
    interval = member_or_null(intervals, measure.key);
  } else if (measure.kind == ReportMeasure::Kind::kTask) {
    const Json& tasks = member_or_null(intervals, "tasks");
    if (tasks.is_array() && measure.place < tasks.size()) interval = tasks[measure.place];
  }
  const auto low = number_at(interval, 0);
  const auto high = number_at(interval, 1);
  return low && high ? std::optional(std::pair(*low, *high)) : std::nullopt;
}

std::string print_measure(const std::optional<double>& value, const std::string& unit) {
  if (!value) return "-";
  if (unit == "score") return print_percent(value);
  if (unit == "bytes") {
    return *value < 1e3 ? print_number("%.0f B", *value)
                        : with_prefix(*value, {{1e9, " GB"}, {1e6, " MB"}, {1e3, " kB"}});
  }
  if (unit == "dollars") return print_number(*value >= 1 ? "$%.2f" : "$%.2g", *value);
  if (unit == "seconds") {
    return *value < 1 ? three_digits(*value * 1e3) + " ms" : three_digits(*value) + " s";
  }
  const std::string number = print_short(*value);
  return unit.empty() ? number : number + " " + unit;
}

}  // namespace assay
