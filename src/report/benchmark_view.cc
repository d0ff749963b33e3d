#include <algorithm>

#include "assay/report.h"

namespace assay {
namespace {

// Means in mteb's order of columns.
struct MeanColumn {
  const char* aggregation;
  const char* title;
  const char* key;  // in JSON
  std::optional<double> BenchmarkRow::* value;
};
constexpr MeanColumn kMeans[] = {
    {"mean_task", "Mean (Task)", "mean_task", &BenchmarkRow::mean_task},
    {"mean_task_type", "Mean (TaskType)", "mean_task_type", &BenchmarkRow::mean_task_type},
    {"public_private", "Mean (Public)", "mean_public", &BenchmarkRow::mean_public},
    {"public_private", "Mean (Private)", "mean_private", &BenchmarkRow::mean_private},
    {"mean_subset", "Mean (Subset)", "mean_subset", &BenchmarkRow::mean_subset}};

bool has_aggregation(const SummaryColumns& columns, std::string_view name) {
  return std::ranges::find(columns.aggregations, name) != columns.aggregations.end();
}

std::string print_share(const std::optional<int>& percent) {
  return percent ? std::to_string(*percent) + " %" : "-";
}

Json to_json(const std::optional<double>& score) { return score ? Json(*score) : Json(nullptr); }

std::string join(const std::vector<std::string>& names, std::size_t most_named) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < most_named; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > most_named) {
    text += ", and " + std::to_string(names.size() - most_named) + " more";
  }
  return text;
}

}  // namespace

Table tabulate_summary(const BenchmarkTable& benchmark, const SummaryColumns& columns) {
  Table table;
  table.header = {"Rank", "Model"};
  table.left_columns = {1};
  if (!columns.zero_shot.empty()) table.header.emplace_back("Zero-shot");
  for (const MeanColumn& mean : kMeans) {
    if (has_aggregation(columns, mean.aggregation)) table.header.emplace_back(mean.title);
  }
  const bool with_types = has_aggregation(columns, "task_types");
  if (with_types) {
    table.header.insert(table.header.end(), benchmark.types.begin(), benchmark.types.end());
  }
  if (columns.with_tasks) {
    for (const TaskColumn& column : benchmark.columns) table.header.push_back(column.name);
  }
  for (std::size_t i = 0; i < benchmark.rows.size(); ++i) {
    const BenchmarkRow& model = benchmark.rows[i];
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {std::to_string(model.borda_rank), model.model};
    if (!columns.zero_shot.empty()) row.push_back(print_share(columns.zero_shot.at(i)));
    for (const MeanColumn& mean : kMeans) {
      if (has_aggregation(columns, mean.aggregation)) {
        row.push_back(print_percent(model.*mean.value));
      }
    }
    if (with_types) std::ranges::transform(model.types, std::back_inserter(row), print_percent);
    if (columns.with_tasks) {
      std::ranges::transform(model.tasks, std::back_inserter(row), print_percent);
    }
  }
  return table;
}

Table tabulate_tasks(const BenchmarkTable& benchmark) {
  Table table;
  table.header = {"Task", "Type"};
  table.left_columns = {0, 1};
  for (const BenchmarkRow& model : benchmark.rows) table.header.push_back(model.model);
  for (std::size_t i = 0; i < benchmark.columns.size(); ++i) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {benchmark.columns[i].name, benchmark.columns[i].type};
    for (const BenchmarkRow& model : benchmark.rows) row.push_back(print_percent(model.tasks[i]));
  }
  return table;
}

Table tabulate_languages(const LanguageTable& languages) {
  Table table;
  table.header = {"Rank", "Model"};
  table.left_columns = {1};
  table.header.insert(table.header.end(), languages.languages.begin(), languages.languages.end());
  for (const LanguageTable::Row& model : languages.rows) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {std::to_string(model.borda_rank), model.model};
    std::ranges::transform(model.scores, std::back_inserter(row), print_percent);
  }
  return table;
}

Json benchmark_to_json(const BenchmarkTable& benchmark, const SummaryColumns& columns) {
  Json models = Json::array();
  for (std::size_t i = 0; i < benchmark.rows.size(); ++i) {
    const BenchmarkRow& row = benchmark.rows[i];
    Json model = {
        {"model", row.model}, {"rank", row.borda_rank}, {"borda_points", row.borda_points}};
    if (!columns.zero_shot.empty()) {
      const auto& share = columns.zero_shot.at(i);
      model["zero_shot_percent"] = share ? Json(*share) : Json(nullptr);
    }
    for (const MeanColumn& mean : kMeans) model[mean.key] = to_json(row.*mean.value);
    Json& types = model["types"] = Json::object();
    for (std::size_t j = 0; j < benchmark.types.size(); ++j) {
      types[benchmark.types[j]] = to_json(row.types[j]);
    }
    Json& tasks = model["tasks"] = Json::object();
    for (std::size_t j = 0; j < benchmark.columns.size(); ++j) {
      tasks[benchmark.columns[j].name] = to_json(row.tasks[j]);
    }
    models.push_back(std::move(model));
  }
  return models;
}

std::string print_missing(std::span<const MissingScores> missing, std::size_t num_tasks,
                          std::size_t most_named) {
  std::string text;
  for (auto begin = missing.begin(); begin != missing.end();) {
    const auto end = std::find_if(begin, missing.end(), [&](const MissingScores& other) {
      return other.model != begin->model;
    });
    std::vector<std::string> absent;
    std::vector<std::string> incomplete;
    for (auto gap = begin; gap != end; ++gap) {
      if (gap->is_whole_task) {
        absent.push_back(gap->task);
      } else {
        incomplete.push_back(gap->task + " (" + join(gap->pairs, 3) + ")");
      }
    }
    text += begin->model + ": ";
    if (!absent.empty()) {
      text += "no result on " + std::to_string(absent.size()) + " of " + std::to_string(num_tasks) +
              " tasks: " + join(absent, most_named);
    }
    if (!incomplete.empty()) {
      text += (absent.empty() ? "" : "; ") + std::string("no score on parts of ") +
              join(incomplete, most_named);
    }
    text += "\n";
    begin = end;
  }
  return text;
}

}  // namespace assay
