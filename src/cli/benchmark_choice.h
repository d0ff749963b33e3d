#pragma once

#include <string>
#include <vector>

#include "assay/catalogue.h"

namespace assay::cli {

// What a benchmark asks for; without one, what the user chose.
struct BenchmarkChoice {
  std::string name;
  std::vector<BenchmarkTask> tasks;
  std::vector<std::string> aggregations;
  std::string rank_by = "borda";
  bool show_zero_shot = false;
  std::vector<std::string> language_view;
  std::vector<std::string> private_tasks;  // left out of `tasks`, where the benchmark does so
};

// Throws Error{kUsage} for a benchmark that does not exist, with the nearest name.
[[nodiscard]] BenchmarkInfo benchmark_by_name(const std::string& name);
[[nodiscard]] BenchmarkChoice choose_benchmark(const std::string& name);

}  // namespace assay::cli
