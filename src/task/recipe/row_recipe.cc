#include "task/recipe/row_recipe.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "assay/error.h"
#include "task/recipe/operations.h"
#include "task/recipe/task_transforms.h"

namespace assay {
namespace {

struct Named {
  std::string_view name;
  recipe::Operation apply;
  bool row_by_row;  // looks at one row of one split at a time
};
// A new operation is a line here and a function in one of the files beside this one.
constexpr std::array kOperations{
    Named{"alias_split", recipe::alias_split, false},
    Named{"bucc_gold", recipe::bucc_gold, true},
    Named{"chunk_into_lists", recipe::chunk_into_lists, false},
    Named{"class_encode", recipe::class_encode, false},
    Named{"class_to_name", recipe::class_to_name, true},
    Named{"concat", recipe::concat, true},
    Named{"concat_configs", recipe::concat_configs, false},
    Named{"drop_singletons", recipe::drop_singletons, false},
    Named{"encode_arbitrary", recipe::encode_arbitrary, false},
    Named{"encode_fixed_order", recipe::encode_fixed_order, true},
    Named{"filter", recipe::filter, true},
    Named{"first_of_list", recipe::first_of_list, true},
    Named{"flags_to_list", recipe::flags_to_list, true},
    Named{"flatten", recipe::flatten, true},
    Named{"flatten_dedup", recipe::flatten_dedup, false},
    Named{"format", recipe::format, true},
    Named{"map_values", recipe::map_values, true},
    Named{"merge_splits", recipe::merge_splits, false},
    Named{"nested", recipe::nested, true},
    Named{"pairs", recipe::pairs, true},
    Named{"per_row_sample", recipe::per_row_sample, false},
    Named{"random_subsample", recipe::random_subsample, false},
    Named{"rename", recipe::rename, true},
    Named{"rename_first_present", recipe::rename_first_present, true},
    Named{"rename_per_language", recipe::rename_per_language, true},
    Named{"rename_per_subset", recipe::rename_per_subset, true},
    Named{"split_string", recipe::split_string, true},
    Named{"splits_by_column", recipe::splits_by_column, false},
    Named{"stratified_subsample", recipe::stratified_subsample, false},
    Named{"stratified_train_test", recipe::stratified_train_test, false},
    Named{"to_float", recipe::to_float, true},
    Named{"unwrap_row0", recipe::unwrap_row0, true},
};

const Named* find_operation(std::string_view name) {
  const auto found = std::ranges::find(kOperations, name, &Named::name);
  return found == kOperations.end() ? nullptr : &*found;
}

std::string name_of(const Json& op) { return op.is_object() ? op.value("op", "") : ""; }

}  // namespace

void apply_row_recipe(const Json& rows, SplitTables& tables, const RecipeContext& context) {
  const recipe::TaskTransform* special = recipe::find_task_transform(context.info.name);
  if (special != nullptr && special->before) special->apply(tables, context);
  for (const Json& op : rows) {
    const Named* operation = find_operation(name_of(op));
    if (operation == nullptr) {
      throw Error(
          ErrorKind::kNotSupported,
          context.info.name + ": not supported yet: the row operation '" + name_of(op) + "'");
    }
    try {
      operation->apply(op, tables, context);
    } catch (const Json::exception&) {
      throw Error(
          ErrorKind::kBadData,
          context.info.name + ": the catalogue's recipe is not what it has to be: " + op.dump());
    }
  }
  if (special != nullptr && !special->before) special->apply(tables, context);
}

bool is_row_by_row(const Json& rows) {
  return std::all_of(rows.begin(), rows.end(), [](const Json& op) {
    const Named* operation = find_operation(name_of(op));
    return operation != nullptr && operation->row_by_row;
  });
}

std::optional<std::string> unsupported_recipe(const TaskInfo& info) {
  const Json data = info.entry.value("data", Json::object());
  const Json rows = data.value("rows", Json::array());
  for (const Json& op : rows) {
    if (find_operation(name_of(op)) == nullptr) return "the row operation '" + name_of(op) + "'";
    // The labels of multi-label data are lists: the library then stratifies iteratively (protocol 1.2).
    if (name_of(op) == "stratified_subsample" && info.protocol == "multilabel") {
      return "a stratified sample of rows with several labels each";
    }
  }
  return std::nullopt;
}

}  // namespace assay
