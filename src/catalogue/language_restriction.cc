#include <algorithm>
#include <utility>

#include "assay/catalogue.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

bool is_in(const SubsetInfo& subset, const Strings& languages) {
  return std::ranges::any_of(languages, [&](const std::string& wanted) {
    return std::ranges::any_of(subset.languages, [&](const std::string& language) {
      return language_matches(language, wanted);
    });
  });
}

// Narrows the subsets; false when nothing is left.
bool restrict_task(BenchmarkTask& task, const Strings& languages) {
  const auto info = find_task(task.name);
  if (!info) return false;
  Strings left;
  for (const SubsetInfo& subset : info->subsets) {
    const bool is_taken =
        task.subsets.empty() || std::ranges::find(task.subsets, subset.name) != task.subsets.end();
    if (is_taken && is_in(subset, languages)) left.push_back(subset.name);
  }
  const bool any_left = !left.empty();
  if (left.size() < info->subsets.size()) task.subsets = std::move(left);
  return any_left;
}

}  // namespace

std::vector<BenchmarkTask> restrict_to_languages(std::vector<BenchmarkTask> tasks,
                                                 const std::vector<std::string>& languages) {
  if (languages.empty()) return tasks;
  for (const std::string& language : languages) {
    TaskFilter filter;
    filter.languages = {language};
    static_cast<void>(filter_tasks(filter));  // throws when there is no such language
  }
  std::vector<BenchmarkTask> left;
  for (BenchmarkTask& task : tasks) {
    if (restrict_task(task, languages)) left.push_back(std::move(task));
  }
  return left;
}

}  // namespace assay
