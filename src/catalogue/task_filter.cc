#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "base/suggest.h"
#include "catalogue/entry_table.h"
#include "catalogue/tasks.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// One filter condition with the values that the catalogue has for it, for the message about a wrong
// one.
class Condition {
 public:
  Condition(std::string_view what, const Strings& wanted)
      : what_(what), wanted_(wanted), known_(wanted.size()) {}

  // True when the condition was not given or one of `values` is wanted.
  template <typename Matches>
  bool holds(const Strings& values, Matches matches) {
    bool found = wanted_.empty();
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      for (const std::string& value : values) {
        if (!matches(value, wanted_[i])) continue;
        found = known_[i] = true;
      }
    }
    if (!wanted_.empty()) seen_.insert(values.begin(), values.end());
    return found;
  }

  // REQUIRES: `holds` was asked about every task.
  void refuse_unknown_values() const {
    const Strings names(seen_.begin(), seen_.end());
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (known_[i]) continue;
      throw Error(ErrorKind::kUsage, "no task has the " + std::string(what_) + " '" + wanted_[i] +
                                         "'" + did_you_mean(wanted_[i], names));
    }
  }

 private:
  std::string_view what_;
  const Strings& wanted_;
  std::vector<bool> known_;
  std::set<std::string> seen_;
};

std::unordered_set<std::string> tasks_of_benchmarks(const Strings& names) {
  std::unordered_set<std::string> tasks;
  for (const std::string& name : names) {
    const auto benchmark = find_benchmark(name);
    if (!benchmark) {
      throw Error(ErrorKind::kUsage,
                  "there is no benchmark '" + name + "'" + did_you_mean(name, benchmark_names()));
    }
    for (const BenchmarkTask& task : benchmark->tasks) tasks.insert(task.name);
  }
  return tasks;
}

bool size_fits(const Json& entry, const TaskFilter& filter) {
  if (!filter.min_samples && !filter.max_samples) return true;
  const auto count = entry_sample_count(entry);
  return count && *count >= filter.min_samples.value_or(0) &&
         (!filter.max_samples || *count <= *filter.max_samples);
}

}  // namespace

bool language_matches(std::string_view language, std::string_view wanted) {
  const std::size_t dash = language.find('-');
  return equal_ignoring_case(language, wanted) ||
         equal_ignoring_case(language.substr(0, dash), wanted) ||
         (dash != std::string_view::npos && equal_ignoring_case(language.substr(dash + 1), wanted));
}

std::vector<std::string> filter_tasks(const TaskFilter& filter) {
  const auto in_benchmarks = tasks_of_benchmarks(filter.benchmarks);
  Condition type("type", filter.types);
  Condition language("language", filter.languages);
  Condition domain("domain", filter.domains);
  Condition license("licence", filter.licenses);
  Strings names;
  const auto consider = [&](const std::string& name, const Json& entry) {
    // Every condition looks at every task, so that it learns which values exist.
    const std::array holds = {type.holds({entry.at("type")}, equal_ignoring_case),
                              language.holds(entry_languages(entry), language_matches),
                              domain.holds(entry.value("domains", Strings()), equal_ignoring_case),
                              license.holds({entry.at("license")}, equal_ignoring_case)};
    const bool fits = std::ranges::find(holds, false) == holds.end();
    if (fits && size_fits(entry, filter) &&
        (filter.benchmarks.empty() || in_benchmarks.contains(name)) &&
        (!filter.public_only || entry.at("is_public").get<bool>()) &&
        !(filter.exclude_superseded && entry.contains("superseded_by"))) {
      names.push_back(name);
    }
  };
  for (const std::string& name : task_names()) consider(name, task_table().find(name));
  if (filter.with_starter_tasks) {
    for (const std::string& name : starter_task_names()) {
      consider(name, starter_task_table().find(name));
    }
  }
  for (const Condition* condition : {&type, &language, &domain, &license})
    condition->refuse_unknown_values();
  return names;
}

}  // namespace assay
