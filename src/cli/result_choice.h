#pragma once

#include <set>
#include <string>
#include <vector>

#include "assay/benchmark.h"
#include "assay/result.h"
#include "cli/benchmark_choice.h"
#include "cli/flag_set.h"

namespace assay::cli {

// Which results a command looks at: its flags, and what they come to.
class ResultChoice {
 public:
  explicit ResultChoice(std::string command) : command_(std::move(command)) {}

  void declare(FlagSet& flags);
  // Reads the results and settles the tasks. Throws Error: kUsage for names that do not exist,
  // kBadData when there is nothing.
  void read();

  // One for each model and task.
  [[nodiscard]] const std::vector<StoredResult>& results() const noexcept { return results_; }
  [[nodiscard]] const BenchmarkChoice& chosen() const noexcept { return chosen_; }
  [[nodiscard]] const std::vector<ScoreEntry>& entries() const noexcept { return entries_; }
  [[nodiscard]] bool has_benchmark() const noexcept { return !benchmark_.empty(); }
  // Tasks that no model has a score for, where they were to be left out.
  [[nodiscard]] const std::vector<std::string>& left_out() const noexcept { return left_out_; }
  // Files that are no results, with the reason.
  [[nodiscard]] const std::vector<std::string>& unreadable() const noexcept { return unreadable_; }
  // Result files that are not as assay wrote them, sentences.
  [[nodiscard]] const std::vector<std::string>& changed() const noexcept { return changed_; }

 private:
  void read_results();
  void refuse_unknown_tasks(const std::set<std::string>& present) const;
  void choose_tasks();
  void leave_out_absent_tasks();

  std::string command_;
  std::vector<std::string> paths_;
  std::string benchmark_;
  std::vector<std::string> tasks_;
  std::vector<std::string> languages_;
  std::vector<std::string> models_;
  bool present_only_ = false;

  std::vector<StoredResult> results_;
  std::vector<ScoreEntry> entries_;
  std::vector<std::string> unreadable_;
  std::vector<std::string> changed_;
  std::vector<std::string> left_out_;
  BenchmarkChoice chosen_;
};

// "PATH: not the file that assay wrote ..." for each whose SHA-256 is not that of its record.
[[nodiscard]] std::vector<std::string> find_changed_files(const std::vector<StoredResult>& results);

}  // namespace assay::cli
