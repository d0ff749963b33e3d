#pragma once

#include <string>
#include <vector>

#include "task/recipe/row_recipe.h"

// One function for each operation of a row recipe (protocol annex A.1). `op` is the operation as the catalogue states it.
namespace assay::recipe {

using Operation = void (*)(const Json& op, SplitTables& tables, const RecipeContext& context);

// Of columns, row by row.
void rename(const Json& op, SplitTables& tables, const RecipeContext& context);
void rename_per_subset(const Json& op, SplitTables& tables, const RecipeContext& context);
void rename_per_language(const Json& op, SplitTables& tables, const RecipeContext& context);
void rename_first_present(const Json& op, SplitTables& tables, const RecipeContext& context);
void pairs(const Json& op, SplitTables& tables, const RecipeContext& context);
void concat(const Json& op, SplitTables& tables, const RecipeContext& context);
void format(const Json& op, SplitTables& tables, const RecipeContext& context);
void map_values(const Json& op, SplitTables& tables, const RecipeContext& context);
void first_of_list(const Json& op, SplitTables& tables, const RecipeContext& context);
void nested(const Json& op, SplitTables& tables, const RecipeContext& context);
void to_float(const Json& op, SplitTables& tables, const RecipeContext& context);
void split_string(const Json& op, SplitTables& tables, const RecipeContext& context);
void flags_to_list(const Json& op, SplitTables& tables, const RecipeContext& context);
void class_to_name(const Json& op, SplitTables& tables, const RecipeContext& context);
void encode_fixed_order(const Json& op, SplitTables& tables, const RecipeContext& context);

// Of the rows of a split.
void filter(const Json& op, SplitTables& tables, const RecipeContext& context);
void flatten(const Json& op, SplitTables& tables, const RecipeContext& context);
void flatten_dedup(const Json& op, SplitTables& tables, const RecipeContext& context);
void drop_singletons(const Json& op, SplitTables& tables, const RecipeContext& context);
void per_row_sample(const Json& op, SplitTables& tables, const RecipeContext& context);
void chunk_into_lists(const Json& op, SplitTables& tables, const RecipeContext& context);
void unwrap_row0(const Json& op, SplitTables& tables, const RecipeContext& context);
void bucc_gold(const Json& op, SplitTables& tables, const RecipeContext& context);

// Of all splits together.
void class_encode(const Json& op, SplitTables& tables, const RecipeContext& context);
void encode_arbitrary(const Json& op, SplitTables& tables, const RecipeContext& context);
void stratified_subsample(const Json& op, SplitTables& tables, const RecipeContext& context);
void stratified_train_test(const Json& op, SplitTables& tables, const RecipeContext& context);
void random_subsample(const Json& op, SplitTables& tables, const RecipeContext& context);
void alias_split(const Json& op, SplitTables& tables, const RecipeContext& context);
void merge_splits(const Json& op, SplitTables& tables, const RecipeContext& context);
void splits_by_column(const Json& op, SplitTables& tables, const RecipeContext& context);
void concat_configs(const Json& op, SplitTables& tables, const RecipeContext& context);

// What those share.

// op["splits"], with "<eval_splits>" filled in.
[[nodiscard]] std::vector<std::string> splits_of(const Json& op, const RecipeContext& context);
// Python's str() of a value: text as it is, None, True, 1, 0.5.
[[nodiscard]] std::string python_str(const Json& value);
// Makes the column class numbers if it is none yet: the distinct values of all splits, as strings, sorted by code point.
void ensure_classes(SplitTables& tables, const std::string& column);
// The rows [0, n) of a split of `rows` rows into the two halves. Throws Error{kBadData} when the library would refuse.
struct Halves {
  std::vector<std::size_t> train;
  std::vector<std::size_t> test;
};
[[nodiscard]] Halves stratified_halves(const RowTable& table, const std::string& column,
                                       std::size_t train_rows, std::size_t test_rows,
                                       std::uint64_t seed);
void rename_column(RowTable& table, const std::string& from, const std::string& to);

}  // namespace assay::recipe
