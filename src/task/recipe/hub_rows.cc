#include "task/recipe/hub_rows.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include "assay/error.h"
#include "task/recipe/row_recipe.h"
#include "task/recipe/task_transforms.h"

namespace assay {
namespace {

Json rows_recipe(const TaskInfo& info) {
  const Json rows = info.entry.value("data", Json::object()).value("rows", Json());
  return rows.is_array() ? rows : Json::array();
}

bool has_operation(const TaskInfo& info, const char* name) {
  const Json rows = rows_recipe(info);
  return std::any_of(rows.begin(), rows.end(),
                     [&](const Json& op) { return op.value("op", "") == name; });
}

// One table with a column for each language serves all pairs of languages.
bool is_parallel(const TaskInfo& info) { return info.settings.value("parallel_subsets", false); }

// mteb loads one configuration for each subset only when the task's languages are stated by subset.
bool has_subsets(const TaskInfo& info) {
  return !(info.subsets.size() == 1 && info.subsets.front().name == "default");
}

bool is_bible(const TaskInfo& info) { return info.name == "BibleNLPBitextMining"; }

// "train[:256]": the first 256 rows of train; "train" all.
struct Slice {
  std::string split;
  std::size_t rows = std::string::npos;
};
std::optional<Slice> stated_slice(const TaskInfo& info) {
  const std::string stated = info.entry.value("dataset", Json::object()).value("split", "");
  const std::size_t bracket = stated.find("[:");
  if (stated.empty()) return std::nullopt;
  Slice slice{stated.substr(0, bracket)};
  if (bracket != std::string::npos) {
    std::size_t rows = 0;
    (void)std::from_chars(stated.data() + bracket + 2, stated.data() + stated.size(), rows);
    slice.rows = rows;
  }
  return slice;
}

class HubRows {
 public:
  HubRows(TaskInfo info, DatasetOpener open) : info_(std::move(info)), open_(std::move(open)) {}

  RowTable load(const std::string& split, const std::string& subset) {
    const Json rows = rows_recipe(info_);
    // Only the split that is asked for, unless the recipe looks at others.
    const bool alone = is_row_by_row(rows) && recipe::find_task_transform(info_.name) == nullptr &&
                       !stated_slice(info_);
    const std::string wanted = alone ? subset + "\n" + split : subset;
    if (!tables_ || key_ != wanted) {
      tables_ = std::make_unique<SplitTables>(
          load_config(config_of_subset(info_, subset), alone ? split : ""));
      key_.clear();  // until the tables are what the key says
      if (info_.settings.value("fast_loading", false)) keep_language(subset);
      const RecipeContext context{
          info_, subset, [this](const std::string& config) { return load_config(config, ""); }};
      if (is_parallel(info_)) name_languages(subset);
      apply_row_recipe(rows, *tables_, context);
      key_ = wanted;
    }
    RowTable table = tables_->need(split);
    table.facts["rows"] = table.rows();
    return table;
  }

 private:
  // All splits of the configuration, or one.
  SplitTables load_config(const std::string& config, const std::string& only_split) {
    if (!data_) data_ = open_(info_.dataset_path, info_.dataset_revision);
    SplitTables tables;
    if (config.empty() && has_operation(info_, "concat_configs"))
      return tables;  // the operation brings them
    const auto slice = stated_slice(info_);
    for (const std::string& split : data_->split_names(config)) {
      if (!only_split.empty() && split != only_split) continue;
      if (slice && split != slice->split) continue;
      RowTable table = data_->rows(config, split);
      if (slice && slice->rows < table.rows()) {
        std::vector<std::size_t> first(slice->rows);
        for (std::size_t i = 0; i < first.size(); ++i) first[i] = i;
        table.take_rows(first);
      }
      tables.set(split, std::move(table));
    }
    // Says which there are.
    if (tables.size() == 0 && !only_split.empty()) (void)data_->rows(config, only_split);
    return tables;
  }

  // settings.fast_loading: the column "lang" says to which subset a row belongs.
  void keep_language(const std::string& subset) {
    std::vector<std::string> kept;
    for (auto& [split, table] : *tables_) {
      std::vector<std::size_t> rows;
      const std::vector<Json>& languages = table.column("lang");
      for (std::size_t i = 0; i < languages.size(); ++i) {
        if (languages[i] == subset) rows.push_back(i);
      }
      table.take_rows(rows);
      table.drop_column("lang");
      if (!rows.empty()) kept.push_back(split);
    }
    tables_->keep_only(kept);
  }

  // Subset a-b: column a is sentence1, column b sentence2.
  void name_languages(const std::string& subset) {
    const std::size_t dash = subset.find('-');
    if (dash == std::string::npos) return;  // the whole table was asked for
    for (auto& [split, table] : *tables_) {
      RowTable pair(table.where());
      pair.facts = table.facts;
      pair.set_column("sentence1", table.column(subset.substr(0, dash)));
      pair.set_column("sentence2", table.column(subset.substr(dash + 1)));
      table = std::move(pair);
    }
  }

  TaskInfo info_;
  DatasetOpener open_;
  std::unique_ptr<HubDataset> data_;
  std::unique_ptr<SplitTables> tables_;
  std::string key_;
};

}  // namespace

std::string config_of_subset(const TaskInfo& info, const std::string& subset) {
  std::string stated = info.entry.value("dataset", Json::object()).value("name", "");
  const recipe::TaskTransform* special = recipe::find_task_transform(info.name);
  if (is_bible(info)) {
    // Codes of the languages without their scripts; English stands in front in either direction.
    const std::size_t dash = subset.find('-');
    const auto code = [](const std::string& language) {
      return language.substr(0, language.find('_'));
    };
    std::string first = code(subset.substr(0, dash));
    std::string second = code(subset.substr(dash + 1));
    if (second == "eng") std::swap(first, second);
    return first + "-" + second;
  }
  if (!has_subsets(info) || info.settings.value("fast_loading", false) || is_parallel(info) ||
      has_operation(info, "rename_per_language") || has_operation(info, "concat_configs") ||
      (special != nullptr && special->one_config)) {
    return stated;
  }
  return subset;
}

RowLoader make_hub_row_loader(TaskInfo info, DatasetOpener open) {
  auto rows = std::make_shared<HubRows>(std::move(info), std::move(open));
  return [rows](const std::string& split, const std::string& subset) {
    return rows->load(split, subset);
  };
}

}  // namespace assay
