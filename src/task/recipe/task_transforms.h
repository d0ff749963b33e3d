#pragma once

#include <string_view>

#include "task/recipe/row_recipe.h"

namespace assay::recipe {

// What a few tasks do to their rows that no operation of the catalogue says (its notes describe it in words).
struct TaskTransform {
  std::string_view task;
  void (*apply)(SplitTables& tables, const RecipeContext& context);
  bool before;      // of the operations; else after them
  bool one_config;  // all subsets are made from the default configuration
};

// nullptr when the task has none.
[[nodiscard]] const TaskTransform* find_task_transform(std::string_view task);

}  // namespace assay::recipe
