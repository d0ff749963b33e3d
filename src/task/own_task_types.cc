// What each type of task needs of a table.
#include <algorithm>
#include <array>

#include "assay/error.h"
#include "base/suggest.h"
#include "task/own_data.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

const std::vector<OwnTaskType>& types() {
  // In the order in which a table is tried: the one with more columns first.
  static const std::vector<OwnTaskType> kTypes{
      {"Summarization",
       "summarization",
       "cosine_spearman",
       {"text", "human_summaries", "machine_summaries", "relevance"},
       false},
      {"STS", "sts", "cosine_spearman", {"sentence1", "sentence2", "score"}, false},
      {"PairClassification",
       "pair_classification",
       "max_ap",
       {"sentence1", "sentence2", "labels"},
       false},
      {"BitextMining", "bitext", "f1", {"sentence1", "sentence2"}, false},
      {"Clustering", "clustering_fast", "v_measure", {"sentences", "labels"}, false},
      {"Clustering", "clustering_legacy", "v_measure", {"sentences", "labels"}, false},
      {"Regression", "regression", "kendalltau", {"text", "value"}, true},
      {"MultilabelClassification", "multilabel", "accuracy", {"text", "label"}, true},
      {"Classification", "classification", "accuracy", {"text", "label"}, true},
      {"Retrieval", "retrieval", "ndcg_at_10", {}, false},
      {"Reranking", "retrieval", "map_at_1000", {}, false},
      {"InstructionReranking", "retrieval", "ndcg_at_5", {}, false},
      {"InstructionRetrieval", "retrieval", "ndcg_at_5", {}, false},
  };
  return kTypes;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

std::string joined(const Strings& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

// Of two types with the same columns the first value tells which it is.
bool has_lists(const OwnTaskType& type) {
  return type.protocol == "clustering_legacy" || type.protocol == "multilabel";
}
bool has_twin(const OwnTaskType& type) {
  return has_lists(type) || type.protocol == "clustering_fast" || type.protocol == "classification";
}

bool fits_values(const OwnTaskType& type, const RowTable& rows) {
  if (!has_twin(type) || rows.rows() == 0) return !has_lists(type);
  // Legacy clustering has lists of texts; fast clustering may have lists of labels (a hierarchy).
  const std::string& column =
      type.type == "Clustering" ? type.columns.front() : type.columns.back();
  return rows.column(column).front().is_array() == has_lists(type);
}

}  // namespace

const OwnTaskType* find_own_task_type(std::string_view type) {
  const auto found = std::ranges::find_if(
      types(), [&](const OwnTaskType& t) { return same_ignoring_case(t.type, type); });
  return found == types().end() ? nullptr : &*found;
}

std::vector<std::string> own_task_types() {
  Strings names;
  for (const OwnTaskType& type : types()) {
    if (names.empty() || names.back() != type.type) names.push_back(type.type);
  }
  return names;
}

const OwnTaskType* guess_own_task_type(const RowTable& rows) {
  for (const OwnTaskType& type : types()) {
    const bool has_all =
        std::ranges::all_of(type.columns, [&](const std::string& c) { return rows.has_column(c); });
    if (!type.columns.empty() && has_all && fits_values(type, rows)) return &type;
  }
  return nullptr;
}

std::string describe_own_task_types() {
  std::string text;
  for (const OwnTaskType& type : types()) {
    if (type.columns.empty() || has_lists(type)) continue;
    text += (text.empty() ? "" : "; ") + type.type + ": " + joined(type.columns);
  }
  return text;
}

void fit_columns(RowTable& rows, const OwnTaskType& type,
                 const std::map<std::string, std::string>& columns) {
  Strings missing;
  for (const std::string& name : type.columns) {
    const auto stated = columns.find(name);
    const std::string own = stated == columns.end() ? name : stated->second;
    if (!rows.has_column(own)) {
      missing.push_back(own);
    } else if (own != name) {
      rows.set_column(name, rows.column(own));
    }
  }
  if (missing.empty()) return;
  throw Error(ErrorKind::kBadData,
              rows.where() + ": no column '" + joined(missing) +
                  "'; there are: " + joined(rows.column_names()) + ". " + type.type + " needs " +
                  joined(type.columns) +
                  "; other names go under [columns] of a task.toml (docs/own-data.md)");
}

TaskInfo own_task_info(const OwnTaskType& type, std::string name) {
  TaskInfo info;
  info.name = std::move(name);
  info.type = type.type;
  info.protocol = type.protocol;
  info.main_score = type.main_score;
  info.subsets = {{"default", {}}};
  info.license = "not specified";
  info.is_public = false;
  info.settings = protocol_defaults(type.protocol);
  if (type.protocol == "clustering_fast") {
    // mteb takes 4 of 100 texts of its large sets; of one's own data all.
    info.settings["max_fraction_of_documents_to_embed"] = nullptr;
  }
  if (type.protocol == "summarization" && info.settings["min_score"].is_null()) {
    info.settings["min_score"] = 0;
    info.settings["max_score"] = 1;
  }
  return info;
}

}  // namespace assay
