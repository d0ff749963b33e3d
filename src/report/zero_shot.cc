#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "assay/benchmark.h"
#include "assay/model_label.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

// Tasks that hold (nearly) the same texts: each with those it was adapted from, was superseded by,
// and the other way round.
const std::map<std::string, Strings>& linked_tasks() {
  static const auto kLinks = [] {
    std::map<std::string, Strings> result;
    const auto link = [&](const std::string& a, const std::string& b) {
      result[a].push_back(b);
      result[b].push_back(a);
    };
    for (const std::string& name : task_names()) {
      const auto task = find_task(name);
      if (!task) continue;
      for (const Json& origin : task->entry.value("adapted_from", Json::array())) {
        link(name, origin.get<std::string>());
      }
      const Json successor = task->entry.value("superseded_by", Json());
      if (successor.is_string()) link(name, successor.get<std::string>());
    }
    return result;
  }();
  return kLinks;
}

void add_with_linked(const std::string& task, std::set<std::string>& tasks) {
  if (!tasks.insert(task).second) return;
  const auto links = linked_tasks().find(task);
  if (links == linked_tasks().end()) return;
  for (const std::string& other : links->second) add_with_linked(other, tasks);
}

// Follows adapted_from. `path` keeps models that name each other from going on for ever.
std::optional<Strings> stated_training_sets(const std::string& model, std::set<std::string>& path) {
  const auto known = find_known_model(model);
  if (!known || !path.insert(model).second) return std::nullopt;
  const Json own = known->value("training_datasets", Json());
  if (!own.is_array()) return std::nullopt;
  Strings sets = own.get<Strings>();
  if (const Json origin = known->value("adapted_from", Json()); origin.is_string()) {
    if (const auto more = stated_training_sets(origin.get<std::string>(), path)) {
      sets.insert(sets.end(), more->begin(), more->end());
    }
  }
  return sets;
}

}  // namespace

std::optional<std::vector<std::string>> training_tasks(const std::string& model) {
  std::set<std::string> path;
  const auto stated = stated_training_sets(without_precision(model), path);
  if (!stated) return std::nullopt;
  std::set<std::string> tasks;
  for (const std::string& task : *stated) add_with_linked(task, tasks);
  return Strings(tasks.begin(), tasks.end());
}

std::optional<int> zero_shot_percentage(const std::string& model,
                                        std::span<const BenchmarkTask> tasks) {
  const auto trained = training_tasks(model);
  if (!trained || tasks.empty()) return std::nullopt;
  const auto seen = std::ranges::count_if(tasks, [&](const BenchmarkTask& task) {
    return std::ranges::binary_search(*trained, task.name);
  });
  // mteb's arithmetic, in this order: the rounding down depends on it.
  const double share = static_cast<double>(seen) / static_cast<double>(tasks.size());
  return static_cast<int>(100 - 100 * share);
}

}  // namespace assay
