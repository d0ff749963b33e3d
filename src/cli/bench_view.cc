#include "cli/bench_view.h"

#include <array>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>

#include "base/number_text.h"

namespace assay::cli {
namespace {

std::string format(const char* pattern, double value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), pattern, value);
  return text.data();
}

// "6.1 - 6.4"
std::string print_range(double least, double most) {
  return print_short(least) + " - " + print_short(most);
}

// "-" where nothing was measured.
std::string print_known_bytes(std::uint64_t bytes) {
  return bytes == 0 ? "-" : print_bytes(static_cast<double>(bytes));
}

std::string print_millions(const std::optional<std::uint64_t>& count) {
  if (!count) return "-";
  return format("%.1f M", static_cast<double>(*count) / 1e6);
}

using Cell = std::function<std::string(const Measurement&)>;

// Of a latency, "-" where it was not measured.
Cell latency_cell(std::string_view texts, std::function<std::string(const Latency&)> print) {
  return [texts, print = std::move(print)](const Measurement& measurement) -> std::string {
    const Latency* latency = measurement.latency(texts);
    return latency == nullptr ? "-" : print(*latency);
  };
}

Cell percentile_cell(std::string_view texts, double Latency::* value) {
  return latency_cell(texts, [value](const Latency& l) { return format("%.2f", l.*value); });
}

Cell best_cell(std::string_view texts, std::function<std::string(const Throughput&)> print) {
  return [texts, print = std::move(print)](const Measurement& measurement) -> std::string {
    const Throughput* best = measurement.best_throughput(texts);
    return best == nullptr ? "-" : print(*best);
  };
}

template <typename T>
Cell optional_cell(std::optional<T> Measurement::* part,
                   std::function<std::string(const T&)> print) {
  return [part, print = std::move(print)](const Measurement& measurement) -> std::string {
    const std::optional<T>& value = measurement.*part;
    return value ? print(*value) : "-";
  };
}

std::string print_load(const LoadTime& load) {
  if (!load.seconds) return format("%.3f", load.first_seconds);
  return format("%.3f", load.seconds->median) + " (" +
         print_range(load.seconds->least, load.seconds->most) + ")";
}

std::string print_phases(const PhaseTimes& phases) {
  return format("%.2f", phases.tokenize) + " + " + format("%.2f", phases.infer) + " + " +
         format("%.2f", phases.network) + " + " + format("%.2f", phases.queue);
}

struct Criterion {
  const char* name;
  Cell print;
};

std::vector<Criterion> size_criteria() {
  using M = Measurement;
  return {
      {"precision", [](const M& m) { return m.precision.empty() ? "-" : m.precision; }},
      {"threads", [](const M& m) { return m.threads == 0 ? "-" : std::to_string(m.threads); }},
      {"parameters", [](const M& m) { return print_millions(m.size.n_parameters); }},
      {"  of the embedding table",
       [](const M& m) { return print_millions(m.size.n_embedding_parameters); }},
      {"  active", [](const M& m) { return print_millions(m.size.n_active_parameters); }},
      {"GFLOP for 1,000 tokens",
       [](const M& m) {
         return m.size.flops_per_token ? print_short(*m.size.flops_per_token * 1e-6) : "-";
       }},
      {"dimension",
       [](const M& m) { return m.size.embed_dim == 0 ? "-" : std::to_string(m.size.embed_dim); }},
      {"bytes per vector, float32",
       [](const M& m) {
         return m.size.embed_dim == 0 ? "-"
                                      : print_count(static_cast<double>(m.size.bytes_per_vector));
       }},
      {"weights in memory", [](const M& m) { return print_known_bytes(m.size.weights_bytes); }},
      {"memory, loaded", [](const M& m) { return print_known_bytes(m.memory.loaded_bytes); }},
      {"memory, peak", [](const M& m) { return print_known_bytes(m.memory.peak_bytes()); }},
      {"load, s", [](const M& m) { return print_load(m.load); }},
      {"  from the disk, s",
       [](const M& m) { return m.load.cold_seconds ? format("%.3f", *m.load.cold_seconds) : "-"; }},
  };
}

std::vector<Criterion> speed_criteria() {
  const std::string_view brief = kShortTexts;
  const std::string_view mixed = kMixedTexts;
  return {
      {"query of 16 tokens, ms: first",
       latency_cell(brief, [](const Latency& l) { return format("%.2f", l.first_ms); })},
      {"  p50", percentile_cell(brief, &Latency::p50_ms)},
      {"  p50 of rounds", latency_cell(brief,
                                       [](const Latency& l) {
                                         return print_range(l.p50_of_rounds_ms.least,
                                                            l.p50_of_rounds_ms.most);
                                       })},
      {"  p90", percentile_cell(brief, &Latency::p90_ms)},
      {"  p95", percentile_cell(brief, &Latency::p95_ms)},
      {"  p99", percentile_cell(brief, &Latency::p99_ms)},
      {"  tokenise + infer + network + rest",
       latency_cell(brief, [](const Latency& l) { return print_phases(l.phases); })},
      {"mixed queries, ms: p50", percentile_cell(mixed, &Latency::p50_ms)},
      {"  p95", percentile_cell(mixed, &Latency::p95_ms)},
      {"  p99", percentile_cell(mixed, &Latency::p99_ms)},
      {"documents a second",
       best_cell(kDocumentTexts,
                 [](const Throughput& t) { return print_short(t.texts_per_second.median); })},
      {"  tokens a second",
       best_cell(kDocumentTexts,
                 [](const Throughput& t) { return print_count(t.tokens_per_second); })},
      {"mixed queries a second",
       best_cell(mixed,
                 [](const Throughput& t) { return print_short(t.texts_per_second.median); })},
  };
  // The analysis loses track of what an initializer list holds.
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks)

std::string print_usd(const std::optional<double>& usd) { return usd ? print_short(*usd) : "-"; }

std::vector<Criterion> cost_criteria() {
  return {
      {"USD for 1 M tokens",
       optional_cell<PriceUse>(&Measurement::price,
                               [](const PriceUse& p) { return print_usd(p.per_million_tokens); })},
      {"USD for 1,000 mixed queries",
       optional_cell<PriceUse>(
           &Measurement::price,
           [](const PriceUse& p) { return print_usd(p.per_thousand_queries); })},
      {"calls made for this",
       optional_cell<ServiceUse>(
           &Measurement::service,
           [](const ServiceUse& s) { return print_count(static_cast<double>(s.calls)); })},
      {"  USD that they cost",
       optional_cell<ServiceUse>(&Measurement::service,
                                 [](const ServiceUse& s) { return print_short(s.dollars); })},
      {"Wh for 1 M tokens",
       optional_cell<EnergyUse>(&Measurement::energy,
                                [](const EnergyUse& e) {
                                  return print_short(e.watt_hours_per_million_tokens) + " (" +
                                         print_range(e.least_watt_hours, e.most_watt_hours) + ")";
                                })},
      {"g CO2 for 1 M tokens",
       optional_cell<EnergyUse>(
           &Measurement::energy,
           [](const EnergyUse& e) { return print_short(e.grams_co2_per_million_tokens); })},
  };
}

}  // namespace

Table tabulate_criteria(std::span<const Measurement> measurements) {
  Table table;
  table.header = {""};
  for (const Measurement& measurement : measurements) table.header.push_back(measurement.model);
  for (const auto& criteria : {size_criteria(), speed_criteria(), cost_criteria()}) {
    for (const Criterion& criterion : criteria) {
      std::vector<std::string> row = {criterion.name};
      for (const Measurement& measurement : measurements)
        row.push_back(criterion.print(measurement));
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

Table tabulate_sweeps(std::span<const Measurement> measurements) {
  Table table;
  table.header = {"Model",        "Texts",     "Threads",      "Callers",
                  "Batch",        "Texts/s",   "Least - most", "Tokens/s",
                  "Tokenise, ms", "Infer, ms", "Network, ms",  "Busy cores"};
  table.left_columns = {0, 1};
  for (const Measurement& measurement : measurements) {
    for (const Throughput& t : measurement.throughputs) {
      table.rows.push_back(
          {measurement.model, t.texts, t.threads == 0 ? "-" : std::to_string(t.threads),
           std::to_string(t.clients), std::to_string(t.batch_texts),
           print_short(t.texts_per_second.median),
           print_range(t.texts_per_second.least, t.texts_per_second.most),
           print_count(t.tokens_per_second), print_short(t.phases.tokenize),
           print_short(t.phases.infer), print_short(t.phases.network), print_short(t.busy_cores)});
    }
  }
  return table;
}

}  // namespace assay::cli
