#include <algorithm>
#include <set>

#include "assay/error.h"
#include "math/numpy_random.h"
#include "math/stratified_split.h"
#include "task/recipe/operations.h"

namespace assay::recipe {
namespace {

std::string text_of(const Json& op, const char* key) { return op.at(key).get<std::string>(); }

std::vector<Json> class_numbers(const RowTable& table, const std::string& column,
                                const std::vector<std::string>& names) {
  std::vector<Json> numbers;
  numbers.reserve(table.rows());
  for (const Json& value : table.column(column)) {
    if (value.is_null()) {
      numbers.emplace_back(nullptr);
    } else {
      numbers.emplace_back(static_cast<std::size_t>(
          std::ranges::lower_bound(names, python_str(value)) - names.begin()));
    }
  }
  return numbers;
}

}  // namespace

std::vector<std::string> splits_of(const Json& op, const RecipeContext& context) {
  std::vector<std::string> splits;
  for (const Json& split : op.at("splits")) {
    if (split == "<eval_splits>") {
      splits.insert(splits.end(), context.info.eval_splits.begin(), context.info.eval_splits.end());
    } else {
      splits.push_back(split.get<std::string>());
    }
  }
  return splits;
}

void ensure_classes(SplitTables& tables, const std::string& column) {
  std::set<std::string> names;
  for (auto& [split, table] : tables) {
    if (table.class_names.contains(column)) return;
    for (const Json& value : table.column(column)) {
      if (value.is_structured()) {
        throw Error(ErrorKind::kNotSupported,
                    table.where() + ": not supported yet: a stratified sample by the lists in '" +
                        column + "'");
      }
      if (!value.is_null()) names.insert(python_str(value));
    }
  }
  const std::vector<std::string> sorted(names.begin(), names.end());
  for (auto& [split, table] : tables) {
    table.set_column(column, class_numbers(table, column, sorted));
    table.class_names[column] = sorted;
  }
}

Halves stratified_halves(const RowTable& table, const std::string& column, std::size_t train_rows,
                         std::size_t test_rows, std::uint64_t seed) {
  std::vector<std::int64_t> classes;
  classes.reserve(table.rows());
  for (const Json& value : table.column(column)) {
    classes.push_back(value.is_number_integer() ? value.get<std::int64_t>() : -1);
  }
  NumpyGenerator generator(seed);
  const auto split = stratified_split(classes, train_rows, test_rows, generator);
  if (!split) {
    throw Error(ErrorKind::kBadData,
                table.where() + ": a stratified sample of " + std::to_string(test_rows) +
                    " rows by '" + column +
                    "' needs two rows of every class and a row for each in both parts");
  }
  return {{split->train.begin(), split->train.end()}, {split->test.begin(), split->test.end()}};
}

void class_encode(const Json& op, SplitTables& tables, const RecipeContext&) {
  ensure_classes(tables, text_of(op, "column"));
}

void encode_arbitrary(const Json& op, SplitTables& tables, const RecipeContext&) {
  // mteb numbers them in the order of a hash set, another one in every process. Ours is sorted; no score but `ap` can tell.
  ensure_classes(tables, text_of(op, "column"));
  for (auto& [split, table] : tables) {
    table.class_names.erase(text_of(op, "column"));
    table.facts["labels_numbered_by"] = "name; mteb's own order is arbitrary";
  }
}

void stratified_subsample(const Json& op, SplitTables& tables, const RecipeContext& context) {
  const std::string column = text_of(op, "label");
  const auto n = op.at("n").get<std::size_t>();
  const auto splits = splits_of(op, context);
  if (const Json bound = op.value("only_if_rows_over", Json()); bound.is_number_integer()) {
    if (tables.need(splits.front()).rows() <= bound.get<std::size_t>()) return;
  }
  ensure_classes(tables, column);
  for (const std::string& split : splits) {
    RowTable& table = tables.need(split);
    if (n >= table.rows()) continue;
    table.take_rows(
        stratified_halves(table, column, table.rows() - n, n, op.at("seed").get<std::uint64_t>())
            .test);
  }
}

void stratified_train_test(const Json& op, SplitTables& tables, const RecipeContext&) {
  RowTable test = tables.need(text_of(op, "from_split"));
  const Halves halves =
      stratified_halves(test, text_of(op, "label"), op.at("train").get<std::size_t>(),
                        op.at("test").get<std::size_t>(), op.at("seed").get<std::uint64_t>());
  RowTable train = test;
  train.take_rows(halves.train);
  test.take_rows(halves.test);
  tables.keep_only({});
  tables.set("train", std::move(train));
  tables.set("test", std::move(test));
}

void random_subsample(const Json& op, SplitTables& tables, const RecipeContext& context) {
  const auto n = op.at("n").get<std::size_t>();
  for (const std::string& split : splits_of(op, context)) {
    RowTable& table = tables.need(split);
    NumpyGenerator generator(op.at("seed").get<std::uint64_t>());
    const auto order = generator.permutation(static_cast<std::uint32_t>(table.rows()));
    table.take_rows(std::vector<std::size_t>(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(std::min(n, order.size()))));
  }
}

void alias_split(const Json& op, SplitTables& tables, const RecipeContext& context) {
  const std::string from = text_of(op, "from");
  RowTable table =
      tables.need(from == "<first eval split>" ? context.info.eval_splits.front() : from);
  tables.set(text_of(op, "to"), std::move(table));
}

void merge_splits(const Json& op, SplitTables& tables, const RecipeContext&) {
  RowTable merged;
  bool first = true;
  for (const Json& from : op.at("from")) {
    RowTable part = tables.need(from.get<std::string>());
    if (std::exchange(first, false)) {
      merged = std::move(part);
    } else {
      merged.append(std::move(part));
    }
  }
  tables.keep_only({});
  tables.set(text_of(op, "to"), std::move(merged));
}

void splits_by_column(const Json& op, SplitTables& tables, const RecipeContext& context) {
  const RowTable source = tables.need(text_of(op, "source_split"));
  tables.keep_only({});
  const std::vector<Json>& values = source.column(text_of(op, "column"));
  for (const std::string& split : context.info.eval_splits) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] == split) rows.push_back(i);
    }
    RowTable part = source;
    part.take_rows(rows);
    tables.set(split, std::move(part));
  }
}

void concat_configs(const Json& op, SplitTables& tables, const RecipeContext& context) {
  const std::string split = text_of(op, "split");
  RowTable all;
  bool first = true;
  for (const Json& stated : op.at("configs")) {
    SplitTables loaded = context.load_config(stated.at("config").get<std::string>());
    RowTable part = loaded.need(split);
    for (const char* to : {"sentence1", "sentence2", "labels"})
      rename_column(part, stated.at(to).get<std::string>(), to);
    if (std::exchange(first, false)) {
      all = std::move(part);
    } else {
      all.append(std::move(part));
    }
  }
  tables.keep_only({});
  tables.set(split, std::move(all));
}

}  // namespace assay::recipe
