#include "cli/quantity.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "base/suggest.h"

namespace assay::cli {
namespace {

struct UnitOfMeasure {
  std::string_view name;
  double factor;
};
using Units = std::vector<UnitOfMeasure>;

const Units& units_of(Criterion criterion) {
  static const Units kTime{{"ms", 1e-3}, {"s", 1}, {"us", 1e-6}};
  static const Units kBytes{
      {"GB", 1e9},  {"MB", 1e6}, {"kB", 1e3}, {"GiB", 1024.0 * 1024 * 1024}, {"MiB", 1024.0 * 1024},
      {"KiB", 1024}};
  static const Units kCount{{"", 1}, {"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"B", 1e9}};
  static const Units kShare{{"", 1}, {"%", 0.01}};
  static const Units kPlain{{"", 1}};
  switch (criterion) {
    case Criterion::kLatencyP50:
    case Criterion::kLatencyP95:
      return kTime;
    case Criterion::kMemory:
    case Criterion::kWeights:
    case Criterion::kStorage:
      return kBytes;
    case Criterion::kThroughput:
    case Criterion::kParameters:
      return kCount;
    case Criterion::kQuality:
      return kShare;
    case Criterion::kCost:
    case Criterion::kEnergy:
    case Criterion::kDimension:
      return kPlain;
  }
  return kPlain;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

double parse_with_units(std::string_view text, const Units& units, const std::string& what) {
  const std::string_view number = trim(text);
  double value = 0;
  const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), value);
  const auto length = static_cast<std::size_t>(end - number.data());
  const std::string_view unit = trim(number.substr(length));
  const auto known = std::ranges::find(units, unit, &UnitOfMeasure::name);
  if (code != std::errc() || !std::isfinite(value) || known == units.end()) {
    std::string expected;
    for (const UnitOfMeasure& one : units) {
      if (!one.name.empty()) expected += (expected.empty() ? "" : ", ") + std::string(one.name);
    }
    throw Error(ErrorKind::kUsage, what + ": '" + std::string(text) + "' is not a number" +
                                       (expected.empty() ? "" : " with one of " + expected));
  }
  return value * known->factor;
}

}  // namespace

double parse_quantity(std::string_view text, Criterion criterion, const std::string& what) {
  if (criterion == Criterion::kCost && text.starts_with('$')) text.remove_prefix(1);
  return parse_with_units(text, units_of(criterion), what);
}

double parse_fraction(std::string_view text, const std::string& what) {
  return parse_with_units(text, units_of(Criterion::kQuality), what);
}

std::string metric_name(std::string_view text) {
  std::string name(trim(text));
  if (const auto at = name.find('@'); at != std::string::npos) name.replace(at, 1, "_at_");
  return name;
}

Constraint parse_constraint(const std::string& text, const std::string& what) {
  for (const std::string_view comparison : {"<=", ">=", "<", ">"}) {
    const auto place = text.find(comparison);
    if (place == std::string::npos) continue;
    const std::string name(trim(std::string_view(text).substr(0, place)));
    const std::string_view value = std::string_view(text).substr(place + comparison.size());
    Constraint constraint{.text = text,
                          .criterion = find_criterion(name),
                          .metric = metric_name(name),
                          .is_upper = comparison.front() == '<',
                          .bound = 0};
    constraint.bound = constraint.criterion ? parse_quantity(value, *constraint.criterion, what)
                                            : parse_fraction(value, what);
    return constraint;
  }
  throw Error(ErrorKind::kUsage,
              what + ": '" + text + "' is not like latency_p95<=20ms or ndcg@10>=0.6");
}

std::pair<std::string, std::string> split_assignment(const std::string& text,
                                                     const std::string& what) {
  const auto place = text.find('=');
  if (place == 0 || place == std::string::npos || place + 1 == text.size()) {
    throw Error(ErrorKind::kUsage, what + ": '" + text + "' is not NAME=VALUE");
  }
  return {text.substr(0, place), text.substr(place + 1)};
}

}  // namespace assay::cli
