#include "catalogue/tasks.h"

#include <algorithm>
#include <unordered_set>

#include "assay/catalogue.h"
#include "catalogue/entry_table.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

// Flores states its 41,412 subsets in short: every ordered pair of different codes ("eng_Latn"),
// subset "a-b".
constexpr const char* kAllOrderedPairs = "$all_ordered_pairs";

std::string language_of_pair_code(std::string code) {
  std::ranges::replace(code, '_', '-');
  return code;
}

std::vector<SubsetInfo> all_ordered_pairs(const Json& codes) {
  std::vector<SubsetInfo> subsets;
  for (const Json& a : codes) {
    for (const Json& b : codes) {
      if (a == b) continue;
      const auto first = a.get<std::string>();
      const auto second = b.get<std::string>();
      subsets.push_back(
          {first + "-" + second, {language_of_pair_code(first), language_of_pair_code(second)}});
    }
  }
  return subsets;
}

// `eval_langs` is a list of codes for a task without subsets, else {subset: [codes]}.
std::vector<SubsetInfo> subsets_of(const Json& eval_langs) {
  if (eval_langs.is_array()) return {{"default", eval_langs.get<Strings>()}};
  if (const auto codes = eval_langs.find(kAllOrderedPairs); codes != eval_langs.end()) {
    return all_ordered_pairs(*codes);
  }
  std::vector<SubsetInfo> subsets;
  for (const auto& [name, languages] : eval_langs.items()) {
    subsets.push_back({name, languages.get<Strings>()});
  }
  return subsets;
}

void set_prompts(TaskInfo& task) {
  const auto prompt = task.entry.find("prompt");
  if (prompt == task.entry.end()) return;
  task.prompt_by_role = prompt->is_object();
  if (task.prompt_by_role) {
    task.query_prompt = prompt->value("query", "");
    task.document_prompt = prompt->value("document", "");
  } else {
    task.query_prompt = task.document_prompt = prompt->get<std::string>();
  }
}

}  // namespace

const std::vector<std::string>& task_names() { return task_table().names(); }

const std::vector<std::string>& starter_task_names() { return starter_task_table().names(); }

std::vector<std::string> all_task_names() {
  Strings names = task_names();
  names.insert(names.end(), starter_task_names().begin(), starter_task_names().end());
  return names;
}

Json protocol_defaults(std::string_view protocol) {
  return task_table().header().at("protocol_defaults").value(std::string(protocol), Json::object());
}

std::optional<TaskInfo> find_task(std::string_view name) {
  TaskInfo task;
  Json entry = task_table().find(name);
  if (entry.is_null()) {
    task.is_starter = true;
    entry = starter_task_table().find(name);
  }
  if (entry.is_null()) return std::nullopt;
  task.name = name;
  task.type = entry.at("type");
  task.protocol = entry.at("protocol");
  if (const auto dataset = entry.find("dataset"); dataset != entry.end()) {
    task.dataset_path = dataset->at("path");
    task.dataset_revision = dataset->at("revision");
  }
  task.eval_splits = entry.at("eval_splits").get<Strings>();
  task.subsets = subsets_of(entry.at("eval_langs"));
  task.main_score = entry.at("main_score");
  task.domains = entry.value("domains", Strings());
  task.license = entry.at("license");
  task.is_public = entry.at("is_public");
  task.settings = protocol_defaults(task.protocol);
  if (const auto own = entry.find("settings"); own != entry.end()) task.settings.update(*own);
  task.entry = std::move(entry);
  set_prompts(task);
  return task;
}

std::optional<std::uint64_t> sample_count(const TaskInfo& task) {
  return entry_sample_count(task.entry);
}

std::optional<std::uint64_t> entry_sample_count(const Json& entry) {
  const auto size = entry.find("size");
  if (size == entry.end()) return std::nullopt;
  std::uint64_t count = 0;
  for (const Json& split : entry.at("eval_splits")) {
    const auto facts = size->find(split.get_ref<const std::string&>());
    if (facts == size->end() || !facts->contains("n")) return std::nullopt;
    count += facts->at("n").get<std::uint64_t>();
  }
  return count;
}

std::vector<std::string> entry_languages(const Json& entry) {
  std::unordered_set<std::string> seen;
  Strings languages;
  const auto add = [&](std::string code) {
    if (seen.insert(code).second) languages.push_back(std::move(code));
  };
  const Json& eval_langs = entry.at("eval_langs");
  const bool is_pairs = eval_langs.contains(kAllOrderedPairs);
  if (eval_langs.is_array()) {
    for (const Json& code : eval_langs) add(code);
  } else {
    for (const Json& codes : eval_langs) {
      for (const Json& code : codes)
        add(is_pairs ? language_of_pair_code(code) : code.get<std::string>());
    }
  }
  return languages;
}

}  // namespace assay
