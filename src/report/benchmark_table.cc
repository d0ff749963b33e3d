#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "assay/benchmark.h"
#include "report/name_index.h"

namespace assay {
namespace {

using Score = std::optional<double>;

struct Sum {
  double sum = 0;
  std::size_t count = 0;
  void add(double value) {
    sum += value;
    ++count;
  }
  [[nodiscard]] Score mean() const {
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
  }
};

// nullopt without values, or when one is undefined.
Score mean_of_all(std::span<const Score> values) {
  Sum sum;
  for (const Score& value : values) {
    if (!value) return std::nullopt;
    sum.add(*value);
  }
  return sum.mean();
}

// What is known about the models' scores on one task.
struct TaskScores {
  std::vector<Sum> means;                             // by model, over the scores it has
  std::vector<std::map<std::string, Sum>> by_subset;  // by model
  std::set<std::string> splits;                       // those that some model has a score in
  std::set<std::string> subsets;

  // Null unless the model has every pair that some model has.
  [[nodiscard]] Score complete_mean(std::size_t model) const {
    return means[model].count < splits.size() * subsets.size() ? std::nullopt : means[model].mean();
  }
  [[nodiscard]] Score subset_mean(std::size_t model, const std::string& subset) const {
    const auto found = by_subset[model].find(subset);
    if (found == by_subset[model].end() || found->second.count < splits.size()) return std::nullopt;
    return found->second.mean();
  }
};

class Builder {
 public:
  Builder(std::span<const ScoreEntry> entries, const std::vector<TaskColumn>& columns)
      : columns_(columns), tasks_(columns.size()) {
    std::map<std::string, std::size_t> column_of;
    for (std::size_t i = 0; i < columns.size(); ++i) column_of.emplace(columns[i].name, i);
    for (const ScoreEntry& entry : entries) {
      if (entry.score && column_of.contains(entry.task)) models_.place_of(entry.model);
    }
    for (TaskScores& task : tasks_) {
      task.means.resize(models_.size());
      task.by_subset.resize(models_.size());
    }
    for (const ScoreEntry& entry : entries) {
      const auto column = column_of.find(entry.task);
      if (!entry.score || column == column_of.end()) continue;
      TaskScores& task = tasks_[column->second];
      const std::size_t model = models_.place_of(entry.model);
      task.means[model].add(*entry.score);
      task.by_subset[model][entry.subset].add(*entry.score);
      task.splits.insert(entry.split);
      task.subsets.insert(entry.subset);
    }
  }

  BenchmarkTable build(RankBy rank_by) {
    BenchmarkTable table;
    NameIndex types;
    for (const TaskColumn& column : columns_) types.place_of(column.type);
    table.types = types.names();
    std::size_t models_in_table = 0;
    for (std::size_t model = 0; model < models_.size(); ++model) {
      table.rows.push_back(row_of(model, types));
      const auto& tasks = table.rows.back().tasks;
      if (std::ranges::any_of(tasks, [](const Score& score) { return score.has_value(); })) {
        ++models_in_table;
      }
    }
    const BordaRanks ranks = rank_by_borda(
        rank_by == RankBy::kMeanSubset ? scores_by_subset() : scores_by_task(), models_in_table);
    for (std::size_t model = 0; model < models_.size(); ++model) {
      table.rows[model].borda_points = ranks.points[model];
      table.rows[model].borda_rank = ranks.ranks[model];
    }
    std::ranges::stable_sort(table.rows, [&](const BenchmarkRow& a, const BenchmarkRow& b) {
      // An undefined mean is smaller than any.
      if (rank_by == RankBy::kMeanSubset) return a.mean_subset > b.mean_subset;
      return std::tie(a.borda_rank, b.mean_task) < std::tie(b.borda_rank, a.mean_task);
    });
    return table;
  }

 private:
  BenchmarkRow row_of(std::size_t model, NameIndex& types) const {
    BenchmarkRow row;
    row.model = models_.names()[model];
    std::vector<std::vector<Score>> by_type(types.size());
    std::vector<Score> in_public;
    std::vector<Score> in_private;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Score score = tasks_[i].complete_mean(model);
      row.tasks.push_back(score);
      by_type[types.place_of(columns_[i].type)].push_back(score);
      (columns_[i].is_public ? in_public : in_private).push_back(score);
    }
    for (const auto& scores : by_type) row.types.push_back(mean_of_all(scores));
    row.mean_task = mean_of_all(row.tasks);
    row.mean_task_type = mean_of_all(row.types);
    row.mean_public = mean_of_all(in_public);
    row.mean_private = mean_of_all(in_private);
    row.mean_subset = mean_of_all(subset_means(model));
    return row;
  }

  // Over every (task, subset) that some model has; a task that nobody has is one undefined value.
  [[nodiscard]] std::vector<Score> subset_means(std::size_t model) const {
    std::vector<Score> means;
    for (const TaskScores& task : tasks_) {
      if (task.subsets.empty()) means.emplace_back();
      for (const std::string& subset : task.subsets) {
        means.push_back(task.subset_mean(model, subset));
      }
    }
    return means;
  }

  [[nodiscard]] std::vector<std::vector<Score>> scores_by_subset() const {
    std::vector<std::vector<Score>> scores;
    for (std::size_t model = 0; model < models_.size(); ++model) {
      scores.push_back(subset_means(model));
    }
    return scores;
  }

  // Here an incomplete score counts for what it is.
  [[nodiscard]] std::vector<std::vector<Score>> scores_by_task() const {
    std::vector<std::vector<Score>> scores(models_.size());
    for (const TaskScores& task : tasks_) {
      for (std::size_t model = 0; model < models_.size(); ++model) {
        scores[model].push_back(task.means[model].mean());
      }
    }
    return scores;
  }

  const std::vector<TaskColumn>& columns_;
  NameIndex models_;
  std::vector<TaskScores> tasks_;  // by column
};

}  // namespace

BenchmarkTable make_benchmark_table(std::span<const ScoreEntry> entries,
                                    std::vector<TaskColumn> columns, RankBy rank_by) {
  BenchmarkTable table = Builder(entries, columns).build(rank_by);
  table.columns = std::move(columns);
  return table;
}

}  // namespace assay
