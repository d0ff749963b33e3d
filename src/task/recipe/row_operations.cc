#include <algorithm>
#include <map>
#include <set>

#include "assay/error.h"
#include "math/python_random.h"
#include "task/recipe/operations.h"

namespace assay::recipe {
namespace {

std::string text_of(const Json& op, const char* key) { return op.at(key).get<std::string>(); }

bool is_truthy(const Json& value) {
  if (value.is_null()) return false;
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>() != 0;
  return value.is_string() ? !value.get_ref<const std::string&>().empty() : !value.empty();
}

bool passes(const Json& value, const Json& op, const RecipeContext& context) {
  if (op.contains("equals")) {
    return op["equals"] == "<subset>" ? value == context.subset : value == op["equals"];
  }
  if (op.contains("in")) {
    return std::find(op["in"].begin(), op["in"].end(), value) != op["in"].end();
  }
  if (op.value("not_null", false)) return !value.is_null();
  return !op.value("truthy", false) || is_truthy(value);
}

void keep_rows(RowTable& table, const std::vector<std::size_t>& rows) {
  if (rows.size() != table.rows()) table.take_rows(rows);
}

const Json& list_at(const RowTable& table, const std::string& column, std::size_t row) {
  const Json& value = table.column(column)[row];
  if (!value.is_array()) {
    throw Error(ErrorKind::kBadData,
                table.place(row, column) + ": expected a list, found " + value.type_name());
  }
  return value;
}

std::vector<std::string> columns_of(const Json& op) {
  return op.at("columns").get<std::vector<std::string>>();
}

// The list columns laid end to end as the flat rows of a new table.
RowTable flat(const RowTable& table, const std::vector<std::string>& columns) {
  RowTable rows(table.where());
  rows.facts = table.facts;
  for (const std::string& column : columns) {
    std::vector<Json> values;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      const Json& list = list_at(table, column, i);
      values.insert(values.end(), list.begin(), list.end());
    }
    rows.set_column(column, std::move(values));
  }
  return rows;
}

}  // namespace

void filter(const Json& op, SplitTables& tables, const RecipeContext& context) {
  const std::string column = text_of(op, "column");
  for (auto& [split, table] : tables) {
    std::vector<std::size_t> kept;
    const std::vector<Json>& values = table.column(column);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (passes(values[i], op, context)) kept.push_back(i);
    }
    keep_rows(table, kept);
  }
}

void flatten(const Json& op, SplitTables& tables, const RecipeContext& context) {
  // mteb's transforms build new tables of the evaluated splits only; class numbers given later depend on that.
  tables.keep_only(context.info.eval_splits);
  for (auto& [split, table] : tables) table = flat(table, columns_of(op));
}

void flatten_dedup(const Json& op, SplitTables& tables, const RecipeContext&) {
  // mteb/abstasks/clustering.py, _convert_to_fast. The generator is made once and runs on over the splits.
  PythonRandom random(op.at("seed").get<std::uint32_t>());
  const auto max_size = op.at("max_size").get<std::size_t>();
  for (auto& [split, table] : tables) {
    RowTable rows = flat(table, columns_of(op));
    std::set<std::string> seen;
    std::vector<std::size_t> kept;
    const auto& sentences = rows.column(columns_of(op).front());
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      if (seen.insert(python_str(sentences[i])).second) kept.push_back(i);
    }
    keep_rows(rows, kept);
    if (rows.rows() > max_size) {
      const auto drawn = random.sample(static_cast<std::uint32_t>(rows.rows()),
                                       static_cast<std::uint32_t>(max_size));
      keep_rows(rows, {drawn.begin(), drawn.end()});
    }
    table = std::move(rows);
  }
}

void drop_singletons(const Json& op, SplitTables& tables, const RecipeContext& context) {
  tables.keep_only(context.info.eval_splits);
  const std::string column = text_of(op, "label");
  for (auto& [split, table] : tables) {
    const std::vector<Json>& labels = table.column(column);
    std::map<std::string, std::size_t> counts;
    for (const Json& label : labels) ++counts[python_str(label)];
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (counts[python_str(labels[i])] > 1) kept.push_back(i);
    }
    keep_rows(table, kept);
  }
}

void per_row_sample(const Json& op, SplitTables& tables, const RecipeContext&) {
  PythonRandom random(op.at("seed").get<std::uint32_t>());
  const auto n = op.at("n").get<std::size_t>();
  const auto columns = columns_of(op);
  for (auto& [split, table] : tables) {
    for (std::size_t i = 0; i < table.rows(); ++i) {
      const std::size_t size = list_at(table, columns.front(), i).size();
      const auto drawn = random.sample(static_cast<std::uint32_t>(size),
                                       static_cast<std::uint32_t>(std::min(n, size)));
      for (const std::string& column : columns) {
        const Json& list = list_at(table, column, i);
        if (list.size() != size) {
          throw Error(ErrorKind::kBadData, table.place(i, column) + ": a list of " +
                                               std::to_string(list.size()) +
                                               " values, the others have " + std::to_string(size));
        }
        Json chosen = Json::array();
        for (const std::uint32_t place : drawn) chosen.push_back(list[place]);
        table.mutable_column(column)[i] = std::move(chosen);
      }
    }
  }
}

void chunk_into_lists(const Json& op, SplitTables& tables, const RecipeContext& context) {
  const auto chunks = op.at("n").get<std::size_t>();
  for (const std::string& split : splits_of(op, context)) {
    RowTable& table = tables.need(split);
    RowTable lists(table.where());
    lists.facts = table.facts;
    for (const auto& [from, to] : op.at("map").items()) {
      const std::vector<Json>& values = table.column(from);
      std::vector<Json> column;
      std::size_t begin = 0;
      for (std::size_t c = 0; c < chunks; ++c) {
        // numpy.array_split: the first (n mod chunks) pieces are one longer.
        const std::size_t size = values.size() / chunks + (c < values.size() % chunks ? 1 : 0);
        column.emplace_back(
            std::vector<Json>(values.begin() + static_cast<std::ptrdiff_t>(begin),
                              values.begin() + static_cast<std::ptrdiff_t>(begin + size)));
        begin += size;
      }
      lists.set_column(to.get<std::string>(), std::move(column));
    }
    table = std::move(lists);
  }
}

void unwrap_row0(const Json&, SplitTables& tables, const RecipeContext&) {
  for (auto& [split, table] : tables) {
    if (table.rows() == 0) continue;
    RowTable rows(table.where());
    rows.facts = table.facts;
    for (const std::string& column : table.column_names()) {
      if (!table.column(column).front().is_array()) continue;
      rows.set_column(column, table.column(column).front().get<std::vector<Json>>());
    }
    table = std::move(rows);
  }
}

void bucc_gold(const Json&, SplitTables& tables, const RecipeContext&) {
  // One row of lists. The gold pairs count from 1; the first side keeps the sentences of the pairs, in their order; of the
  // second all stay, as candidates.
  for (auto& [split, table] : tables) {
    const Json first = list_at(table, "sentence1", 0);
    const std::size_t candidates = list_at(table, "sentence2", 0).size();
    Json queries = Json::array();
    Json gold = Json::array();
    for (const Json& pair : list_at(table, "gold", 0)) {
      const bool is_pair = pair.is_array() && pair.size() == 2 && pair[0].is_number_unsigned() &&
                           pair[1].is_number_unsigned();
      const std::size_t i = is_pair ? pair[0].get<std::size_t>() : 0;
      const std::size_t j = is_pair ? pair[1].get<std::size_t>() : 0;
      if (i == 0 || j == 0 || i > first.size() || j > candidates) {
        throw Error(ErrorKind::kBadData,
                    table.place(0, "gold") + ": " + pair.dump() + " is no pair of sentences");
      }
      queries.push_back(first[i - 1]);
      gold.push_back({i - 1, j - 1});
    }
    table.mutable_column("sentence1")[0] = std::move(queries);
    table.mutable_column("gold")[0] = std::move(gold);
  }
}

}  // namespace assay::recipe
