#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "assay/report.h"

namespace assay {
namespace {

// More tasks than this make the table too wide for a terminal: they become the rows.
constexpr std::size_t kMostTaskColumns = 4;

void add_if_new(std::vector<std::string>& list, const std::string& name) {
  if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
}

// The scores, found by model and task.
class Grid {
 public:
  explicit Grid(std::span<const ScoreRow> rows) {
    for (const ScoreRow& row : rows) {
      add_if_new(models, row.model);
      add_if_new(tasks, row.task);
      cells_[{row.model, row.task}] = &row;
    }
  }

  [[nodiscard]] const ScoreRow* cell(const std::string& model, const std::string& task) const {
    const auto found = cells_.find({model, task});
    return found == cells_.end() ? nullptr : found->second;
  }
  [[nodiscard]] std::string score(const std::string& model, const std::string& task) const {
    const ScoreRow* row = cell(model, task);
    if (row == nullptr) return "-";
    return row->score || row->status.empty() ? print_percent(row->score) : row->status;
  }
  [[nodiscard]] std::string metric(const std::string& task) const {
    for (const std::string& model : models) {
      if (const ScoreRow* row = cell(model, task); row != nullptr && !row->metric.empty()) {
        return row->metric;
      }
    }
    return "";
  }
  // Never over a part of the tasks: a mean of other tasks than the neighbour's is no comparison.
  [[nodiscard]] std::string mean(const std::string& model) const {
    double sum = 0;
    for (const std::string& task : tasks) {
      const ScoreRow* row = cell(model, task);
      if (row == nullptr || !row->score) return "-";
      sum += *row->score;
    }
    return print_percent(sum / static_cast<double>(tasks.size()));
  }
  [[nodiscard]] std::string speed(const std::string& model) const {
    double tokens = 0;
    double seconds = 0;
    for (const std::string& task : tasks) {
      const ScoreRow* row = cell(model, task);
      if (row == nullptr) continue;
      tokens += row->tokens;
      seconds += row->encode_seconds;
    }
    return seconds > 0 && tokens > 0 ? print_count(tokens / seconds) : "-";
  }
  [[nodiscard]] std::string time(const std::string& model) const {
    double seconds = 0;
    bool known = false;
    for (const std::string& task : tasks) {
      const ScoreRow* row = cell(model, task);
      if (row == nullptr || !row->seconds) continue;
      seconds += *row->seconds;
      known = true;
    }
    return known ? print_duration(seconds) : "stored";
  }

  std::vector<std::string> models;
  std::vector<std::string> tasks;

 private:
  std::map<std::pair<std::string, std::string>, const ScoreRow*> cells_;
};

Table with_task_columns(const Grid& grid, bool has_time, bool has_speed) {
  Table table;
  table.header = {"Model"};
  for (const std::string& task : grid.tasks) {
    const std::string metric = grid.metric(task);
    table.header.push_back(metric.empty() ? task : task + " " + metric);
  }
  if (grid.tasks.size() > 1) table.header.emplace_back("Mean");
  if (has_speed) table.header.emplace_back("Tokens/s");
  if (has_time) table.header.emplace_back("Time");
  for (const std::string& model : grid.models) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(model);
    for (const std::string& task : grid.tasks) row.push_back(grid.score(model, task));
    if (grid.tasks.size() > 1) row.push_back(grid.mean(model));
    if (has_speed) row.push_back(grid.speed(model));
    if (has_time) row.push_back(grid.time(model));
  }
  return table;
}

Table with_task_rows(const Grid& grid, bool has_time, bool has_speed) {
  Table table;
  table.header = {"Task", "Metric"};
  table.left_columns = {0, 1};
  for (const std::string& model : grid.models) table.header.push_back(model);
  for (const std::string& task : grid.tasks) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {task, grid.metric(task)};
    for (const std::string& model : grid.models) row.push_back(grid.score(model, task));
  }
  const auto add_summary = [&](const std::string& name, auto value_of) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {name, ""};
    for (const std::string& model : grid.models) row.push_back(value_of(model));
  };
  add_summary("Mean", [&](const std::string& model) { return grid.mean(model); });
  if (has_speed)
    add_summary("Tokens/s", [&](const std::string& model) { return grid.speed(model); });
  if (has_time) add_summary("Time", [&](const std::string& model) { return grid.time(model); });
  return table;
}

}  // namespace

Table tabulate_scores(std::span<const ScoreRow> rows) {
  const Grid grid(rows);
  const bool has_time = std::any_of(rows.begin(), rows.end(),
                                    [](const ScoreRow& row) { return row.seconds.has_value(); });
  const bool has_speed =
      std::any_of(rows.begin(), rows.end(), [](const ScoreRow& row) { return row.tokens > 0; });
  return grid.tasks.size() <= kMostTaskColumns ? with_task_columns(grid, has_time, has_speed)
                                               : with_task_rows(grid, has_time, has_speed);
}

}  // namespace assay
