#include "cli/benchmark_choice.h"

#include <utility>

#include "assay/error.h"
#include "base/suggest.h"

namespace assay::cli {

BenchmarkInfo benchmark_by_name(const std::string& name) {
  auto benchmark = find_benchmark(name);
  if (!benchmark) {
    throw Error(ErrorKind::kUsage, "there is no benchmark '" + name + "'" +
                                       did_you_mean(name, benchmark_names()) +
                                       "; 'assay benchmarks' lists them");
  }
  return *std::move(benchmark);
}

BenchmarkChoice choose_benchmark(const std::string& name) {
  BenchmarkInfo benchmark = benchmark_by_name(name);
  BenchmarkChoice choice{.name = benchmark.name,
                         .tasks = {},
                         .aggregations = std::move(benchmark.aggregations),
                         .rank_by = std::move(benchmark.rank_by),
                         .show_zero_shot = benchmark.show_zero_shot,
                         .language_view = std::move(benchmark.language_view),
                         .private_tasks = {}};
  for (BenchmarkTask& task : benchmark.tasks) {
    const auto info = find_task(task.name);
    if (benchmark.public_tasks_only_in_summary && info && !info->is_public) {
      choice.private_tasks.push_back(task.name);
    } else {
      choice.tasks.push_back(std::move(task));
    }
  }
  return choice;
}

}  // namespace assay::cli
