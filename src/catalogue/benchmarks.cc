#include <algorithm>

#include "assay/catalogue.h"
#include "catalogue/entry_table.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

// A task is its name, or {name, subsets?, splits?} when the benchmark takes only a part of it.
BenchmarkTask parse_task(const Json& task) {
  if (task.is_string()) return {.name = task, .subsets = {}, .splits = {}};
  return {.name = task.at("name"),
          .subsets = task.value("subsets", Strings()),
          .splits = task.value("splits", Strings())};
}

// `language_view` is a list of codes or the word "all".
Strings parse_language_view(const Json& entry) {
  const auto view = entry.find("language_view");
  if (view == entry.end()) return {};
  return view->is_string() ? Strings{view->get<std::string>()} : view->get<Strings>();
}

BenchmarkInfo parse_benchmark(const Json& entry) {
  BenchmarkInfo benchmark;
  benchmark.name = entry.at("name");
  benchmark.display_name = entry.value("display_name", "");
  benchmark.aliases = entry.value("aliases", Strings());
  std::ranges::transform(entry.at("tasks"), std::back_inserter(benchmark.tasks), parse_task);
  benchmark.aggregations = entry.at("aggregations").get<Strings>();
  benchmark.rank_by = entry.at("rank").at("by");
  benchmark.public_tasks_only_in_summary = entry.value("public_tasks_only_in_summary", false);
  benchmark.show_zero_shot = entry.value("show_zero_shot", true);
  benchmark.language_view = parse_language_view(entry);
  benchmark.superseded_by = entry.value("superseded_by", Strings());
  benchmark.on_leaderboard = entry.at("on_leaderboard");
  return benchmark;
}

}  // namespace

const std::vector<std::string>& benchmark_names() { return benchmark_table().names(); }

std::optional<BenchmarkInfo> find_benchmark(std::string_view name) {
  const EntryTable& table = benchmark_table();
  if (const Json entry = table.find(name); !entry.is_null()) return parse_benchmark(entry);
  for (const std::string& official_name : table.names()) {
    BenchmarkInfo benchmark = parse_benchmark(table.find(official_name));
    if (std::ranges::find(benchmark.aliases, name) != benchmark.aliases.end()) return benchmark;
  }
  return std::nullopt;
}

}  // namespace assay
