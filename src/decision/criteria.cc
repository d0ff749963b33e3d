#include <algorithm>
#include <array>
#include <cstdio>

#include "assay/decision.h"
#include "base/number_text.h"

namespace assay {
namespace {

constexpr std::array<CriterionInfo, 11> kCriteria{{
    {Criterion::kQuality, "score", "Score", "score", true},
    {Criterion::kLatencyP50, "latency_p50", "p50", "median latency", false},
    {Criterion::kLatencyP95, "latency_p95", "p95", "p95 latency", false},
    {Criterion::kThroughput, "throughput", "Tokens/s", "throughput", true},
    {Criterion::kMemory, "memory", "Memory", "peak memory", false},
    {Criterion::kWeights, "weights", "Weights", "size of the weights", false},
    {Criterion::kCost, "cost", "$/M tokens", "price per million tokens", false},
    {Criterion::kStorage, "storage", "GB/M vectors", "storage per million vectors", false},
    {Criterion::kEnergy, "energy", "Energy/M tokens", "energy per million tokens", false},
    {Criterion::kParameters, "parameters", "Parameters", "number of parameters", false},
    {Criterion::kDimension, "dimension", "Dimension", "dimension", false},
}};

std::string print(const char* format, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string print_number(double count) {
  if (count >= 1e9) return print_short(count / 1e9) + " B";
  if (count >= 1e6) return print_short(count / 1e6) + " M";
  if (count >= 1e4) return print_short(count / 1e3) + " k";
  return print("%.0f", count);
}

}  // namespace

std::span<const CriterionInfo> all_criteria() { return kCriteria; }

const CriterionInfo& info_of(Criterion criterion) {
  return *std::ranges::find(kCriteria, criterion, &CriterionInfo::criterion);
}

std::optional<Criterion> find_criterion(std::string_view name) {
  std::string wanted(name);
  std::ranges::replace(wanted, '-', '_');
  if (wanted == "quality") wanted = "score";
  const auto found = std::ranges::find(kCriteria, wanted, &CriterionInfo::name);
  if (found == kCriteria.end()) return std::nullopt;
  return found->criterion;
}

std::optional<double> value_of(const Candidate& candidate, Criterion criterion) {
  const auto value = candidate.values.find(criterion);
  if (value == candidate.values.end()) return std::nullopt;
  return value->second;
}

std::string print_value(Criterion criterion, const std::optional<double>& value) {
  if (!value) return "-";
  switch (criterion) {
    case Criterion::kQuality:
      return print("%.2f", *value * 100);
    case Criterion::kLatencyP50:
    case Criterion::kLatencyP95:
      return print_short(*value * 1e3) + " ms";
    case Criterion::kThroughput:
      return print_number(*value);
    case Criterion::kMemory:
    case Criterion::kWeights:
      return print_bytes(*value);
    case Criterion::kCost:
      return "$" + print_short(*value);
    case Criterion::kStorage:
      return print_short(*value / 1e9) + " GB";
    case Criterion::kEnergy:
      return print_short(*value) + " Wh";
    case Criterion::kParameters:
      return print_number(*value);
    case Criterion::kDimension:
      return print("%.0f", *value);
  }
  return "-";
}

}  // namespace assay
