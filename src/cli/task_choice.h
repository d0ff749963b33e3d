#pragma once

#include <string>
#include <vector>

#include "assay/catalogue.h"

namespace assay::cli {

// What of the catalogue to evaluate, as asked for on the command line.
struct TaskRequest {
  std::vector<std::string> tasks;
  std::vector<std::string> benchmarks;
  std::vector<std::string> languages;  // each as for language_matches
  std::vector<std::string> splits;
  std::vector<std::string> subsets;
};

// Tasks in the order asked for, each once, with the splits and subsets that are left of it. Tasks that
// have none of the splits, subsets or languages are left out and named in `*left_out`. Throws
// Error{kUsage}, with the nearest name, for a task, benchmark, language, split or subset that does
// not exist, and when nothing is left.
[[nodiscard]] std::vector<BenchmarkTask> choose_tasks(const TaskRequest& request,
                                                      std::vector<std::string>* left_out);

}  // namespace assay::cli
