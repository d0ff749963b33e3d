#pragma once

#include <functional>
#include <optional>
#include <string>

#include "assay/catalogue.h"
#include "task/recipe/split_tables.h"

namespace assay {

// What an operation of a recipe may look at besides the tables.
struct RecipeContext {
  const TaskInfo& info;
  const std::string& subset;
  // Brings all splits of another configuration of the same data set.
  std::function<SplitTables(const std::string& config)> load_config;
};

// Applies the operations `rows` of a task's data recipe (docs/data-hub.md), in order, and what its note says. All random
// draws are those of mteb. Throws Error: kNotSupported for an operation that is not there; kBadData, naming data set, split
// and column, when the tables are not what an operation needs.
void apply_row_recipe(const Json& rows, SplitTables& tables, const RecipeContext& context);

// True when every operation looks at one row of one split at a time, so that the other splits need not be read.
[[nodiscard]] bool is_row_by_row(const Json& rows);

// Why the recipe cannot be followed; nullopt when it can.
[[nodiscard]] std::optional<std::string> unsupported_recipe(const TaskInfo& info);

}  // namespace assay
