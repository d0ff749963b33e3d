#include <algorithm>
#include <array>
#include <charconv>

#include "assay/error.h"
#include "task/recipe/operations.h"

namespace assay::recipe {
namespace {

std::string code_of_language(const std::string& language) {
  return language.substr(0, language.find('_'));
}

// What may stand in a recipe for a part of the subset's name "aai_Latn-eng_Latn".
std::string expand(const std::string& text, const RecipeContext& context) {
  const std::size_t dash = context.subset.find('-');
  if (text == "<code of 1st language>") return code_of_language(context.subset.substr(0, dash));
  if (text == "<code of 2nd language>") return code_of_language(context.subset.substr(dash + 1));
  return text;
}

std::string text_of(const Json& op, const char* key) { return op.at(key).get<std::string>(); }

// The value of every row of a column of every split goes through `change`.
template <typename Change>
void change_values(SplitTables& tables, const std::string& from, const std::string& to,
                   const Change& change) {
  for (auto& [split, table] : tables) {
    std::vector<Json> values;
    values.reserve(table.rows());
    const std::vector<Json>& old = table.column(from);
    for (std::size_t i = 0; i < old.size(); ++i) values.push_back(change(old[i], table, i));
    table.set_column(to, std::move(values));
    table.class_names.erase(to);
  }
}

[[noreturn]] void refuse(const RowTable& table, std::size_t row, const std::string& column,
                         const char* expected, const Json& found) {
  throw Error(ErrorKind::kBadData,
              table.place(row, column) + ": expected " + expected + ", found " + found.type_name());
}

void rename_all(const Json& map, SplitTables& tables, const RecipeContext& context) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& [from, to] : map.items())
    names.emplace_back(expand(from, context), to.get<std::string>());
  for (auto& [split, table] : tables) {
    // Through names of their own, so that two columns may change places.
    for (const auto& [from, to] : names) {
      (void)table.column(from);
      rename_column(table, from, "\x01" + to);
    }
    for (const auto& [from, to] : names) rename_column(table, "\x01" + to, to);
  }
}

}  // namespace

void rename_column(RowTable& table, const std::string& from, const std::string& to) {
  if (from == to) return;
  std::vector<Json> values = std::move(table.mutable_column(from));
  const auto names = table.class_names.extract(from);
  table.drop_column(from);
  table.set_column(to, std::move(values));
  table.class_names.erase(to);
  if (!names.empty()) table.class_names[to] = names.mapped();
}

std::string python_str(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "None";
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  return value.dump();
}

void rename(const Json& op, SplitTables& tables, const RecipeContext& context) {
  rename_all(op.at("map"), tables, context);
}

void rename_per_subset(const Json& op, SplitTables& tables, const RecipeContext& context) {
  rename_all(op.at("map").at(context.subset), tables, context);
}

void rename_per_language(const Json& op, SplitTables& tables, const RecipeContext& context) {
  const std::size_t dash = context.subset.find('-');
  const Json& map = op.at("map");
  rename_all({{map.at(context.subset.substr(0, dash)).get<std::string>(), "sentence1"},
              {map.at(context.subset.substr(dash + 1)).get<std::string>(), "sentence2"}},
             tables, context);
}

void rename_first_present(const Json& op, SplitTables& tables, const RecipeContext&) {
  for (auto& [split, table] : tables) {
    std::string found;
    for (const Json& candidate : op.at("candidates")) {
      if (table.has_column(candidate.get<std::string>())) {
        found = candidate.get<std::string>();
        break;
      }
    }
    rename_column(table, found.empty() ? text_of(op, "to") : found, text_of(op, "to"));
    (void)table.column(text_of(op, "to"));
  }
}

void pairs(const Json& op, SplitTables& tables, const RecipeContext& context) {
  tables.keep_only(context.info.eval_splits);
  for (auto& [split, table] : tables) {
    std::array<std::vector<Json>, 3> values;
    constexpr std::array<const char*, 3> kNames{"sentence1", "sentence2", "labels"};
    for (std::size_t i = 0; i < kNames.size(); ++i)
      values[i] = table.column(text_of(op, kNames[i]));
    for (const std::string& name : table.column_names()) table.drop_column(name);
    table.class_names.clear();
    for (std::size_t i = 0; i < kNames.size(); ++i)
      table.set_column(kNames[i], std::move(values[i]));
  }
}

void concat(const Json& op, SplitTables& tables, const RecipeContext&) {
  const std::string to = text_of(op, "to");
  for (auto& [split, table] : tables) {
    std::vector<Json> joined;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      std::string text;
      for (const Json& from : op.at("from")) {
        const std::string name = from.get<std::string>();
        const Json& part = table.column(name)[i];
        if (!part.is_string()) refuse(table, i, name, "a string", part);
        if (&from != &op.at("from").front()) text += text_of(op, "sep");
        text += part.get_ref<const std::string&>();
      }
      joined.emplace_back(std::move(text));
    }
    table.set_column(to, std::move(joined));
  }
}

void format(const Json& op, SplitTables& tables, const RecipeContext&) {
  const std::string form = text_of(op, "template");
  for (auto& [split, table] : tables) {
    std::vector<Json> texts;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      std::string text;
      for (std::size_t at = 0; at < form.size();) {
        const std::size_t open = std::min(form.find('{', at), form.size());
        text += form.substr(at, open - at);
        if (open == form.size()) break;
        const std::size_t close = form.find('}', open);
        text += python_str(table.column(form.substr(open + 1, close - open - 1))[i]);
        at = close + 1;
      }
      texts.emplace_back(std::move(text));
    }
    table.set_column(text_of(op, "to"), std::move(texts));
  }
}

void map_values(const Json& op, SplitTables& tables, const RecipeContext&) {
  const std::string column = text_of(op, "column");
  const Json& map = op.at("map");
  change_values(tables, column, op.value("to", column),
                [&](const Json& value, RowTable& table, std::size_t row) {
                  const auto found = map.find(python_str(value));
                  if (found != map.end()) return *found;
                  if (op.contains("default")) return op["default"];
                  throw Error(ErrorKind::kBadData,
                              table.place(row, column) + ": the value " + value.dump() +
                                  " is none of those that the recipe of the task knows");
                });
}

void first_of_list(const Json& op, SplitTables& tables, const RecipeContext&) {
  const std::string column = text_of(op, "column");
  change_values(tables, column, op.value("to", column),
                [&](const Json& value, RowTable& table, std::size_t row) {
                  if (!value.is_array() || value.empty())
                    refuse(table, row, column, "a list with something in it", value);
                  return value.front();
                });
}

void nested(const Json& op, SplitTables& tables, const RecipeContext&) {
  const std::string path = text_of(op, "column");
  const std::string column = path.substr(0, path.find('.'));
  change_values(tables, column, text_of(op, "to"),
                [&](const Json& value, RowTable& table, std::size_t row) {
                  const Json* inner = &value;
                  for (std::size_t dot = path.find('.'); dot != std::string::npos;) {
                    const std::size_t next = path.find('.', dot + 1);
                    const std::string key =
                        path.substr(dot + 1, next == std::string::npos ? next : next - dot - 1);
                    if (!inner->is_object() || !inner->contains(key))
                      refuse(table, row, path, "an object with this key", *inner);
                    inner = &(*inner)[key];
                    dot = next;
                  }
                  return *inner;
                });
}

void to_float(const Json& op, SplitTables& tables, const RecipeContext&) {
  const std::string column = text_of(op, "column");
  change_values(
      tables, column, column, [&](const Json& value, RowTable& table, std::size_t row) -> Json {
        if (value.is_number()) return value.get<double>();
        if (value.is_string()) {
          const std::string& text = value.get_ref<const std::string&>();
          double number = 0;
          const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
          if (error == std::errc() && end == text.data() + text.size()) return number;
        }
        refuse(table, row, column, "a number", value);
      });
}

void split_string(const Json& op, SplitTables& tables, const RecipeContext&) {
  const std::string column = text_of(op, "column");
  const std::string separator = text_of(op, "sep");
  change_values(tables, column, column, [&](const Json& value, RowTable& table, std::size_t row) {
    if (!value.is_string()) refuse(table, row, column, "a string", value);
    const std::string& text = value.get_ref<const std::string&>();
    Json parts = Json::array();
    for (std::size_t begin = 0;;) {
      const std::size_t end = text.find(separator, begin);
      parts.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
      if (end == std::string::npos) return parts;
      begin = end + separator.size();
    }
  });
}

void flags_to_list(const Json& op, SplitTables& tables, const RecipeContext&) {
  const Json& columns = op.at("columns");
  for (auto& [split, table] : tables) {
    std::vector<Json> lists;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      Json set = Json::array();
      for (std::size_t c = 0; c < columns.size(); ++c) {
        if (table.column(columns[c].get<std::string>())[i] == op.at("equals")) set.push_back(c);
      }
      lists.push_back(std::move(set));
    }
    table.set_column(text_of(op, "to"), std::move(lists));
  }
}

void class_to_name(const Json& op, SplitTables& tables, const RecipeContext&) {
  const std::string column = text_of(op, "column");
  change_values(
      tables, column, column, [&](const Json& value, RowTable& table, std::size_t row) -> Json {
        const auto names = table.class_names.find(column);
        if (names == table.class_names.end()) {
          throw Error(ErrorKind::kBadData,
                      table.where() +
                          ": the data set does not say the names of the classes of column '" +
                          column + "'");
        }
        if (value.is_null()) return value;  // a row without a class
        if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
            value.get<std::uint64_t>() >= names->second.size()) {
          refuse(table, row, column, "the number of a class", value);
        }
        return names->second[value.get<std::size_t>()];
      });
}

void encode_fixed_order(const Json& op, SplitTables& tables, const RecipeContext&) {
  // mteb/tasks/classification/multilingual/sib200_classification.py, _TOPICS; the catalogue does not repeat it.
  constexpr std::array kTopics{"travel",    "politics", "science",       "sports",    "technology",
                               "health",    "nature",   "entertainment", "geography", "business",
                               "disasters", "crime",    "education",     "religion"};
  const std::string column = text_of(op, "column");
  change_values(
      tables, column, column, [&](const Json& value, RowTable& table, std::size_t row) -> Json {
        if (value.is_number_integer()) return value;
        const auto found =
            std::ranges::find_if(kTopics, [&](const char* topic) { return value == topic; });
        if (found == kTopics.end())
          refuse(table, row, column, "one of the topics of the task", value);
        return static_cast<std::size_t>(found - kTopics.begin());
      });
}

}  // namespace assay::recipe
