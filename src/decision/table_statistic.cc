// Which statistic a metric is, from the columns that are kept of every row (docs/results.md).
#include <algorithm>
#include <limits>

#include "assay/decision.h"
#include "assay/error.h"

namespace assay {
namespace {

using Tables = std::span<const Json* const>;
using Names = std::vector<std::string>;

bool has_column(const Json& table, const std::string& name) {
  const auto column = table.find(name);
  return column != table.end() && column->is_array();
}

bool all_have(Tables tables, const std::string& name) {
  return std::ranges::all_of(tables, [&](const Json* table) { return has_column(*table, name); });
}

// Throws Json's exceptions for anything that is no number.
std::vector<double> numbers(const Json& table, const std::string& name) {
  return table.at(name).get<std::vector<double>>();
}

Columns numbers_of_all(Tables tables, const std::string& name) {
  Columns columns;
  for (const Json* table : tables) columns.push_back(numbers(*table, name));
  return columns;
}

// The rows' own scores; a null is NaN. Rows that no model has a score for are left out: what is a
// mean over groups of queries has its values at the groups' first ones.
std::unique_ptr<RowStatistic> make_mean(Tables tables, const std::string& metric) {
  // In retrieval mteb also calls recall_at_1 accuracy.
  const bool is_recall = metric == "accuracy" && !all_have(tables, metric);
  const std::string name = is_recall ? "recall_at_1" : metric;
  if (!all_have(tables, name)) return nullptr;
  Columns columns(tables.size());
  for (std::size_t i = 0; i < tables.front()->at(name).size(); ++i) {
    const auto has_none = [&](const Json* table) { return table->at(name)[i].is_null(); };
    if (std::ranges::all_of(tables, has_none)) continue;
    for (std::size_t m = 0; m < tables.size(); ++m) {
      const Json& value = tables[m]->at(name)[i];
      columns[m].push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                           : value.get<double>());
    }
  }
  if (columns.front().empty()) return nullptr;
  return make_mean_statistic(std::move(columns));
}

std::string without_suffix(const std::string& text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : "";
}

// "cosine_spearman" of the columns gold and cosine; "spearman" of the model's own similarity.
std::unique_ptr<RowStatistic> make_correlation(Tables tables, const std::string& metric) {
  if (!all_have(tables, "gold")) return nullptr;
  for (const auto& [name, kind] : {std::pair{"spearman", Correlation::kSpearman},
                                   std::pair{"pearson", Correlation::kPearson}}) {
    if (!metric.ends_with(name)) continue;
    const std::string measure = without_suffix(metric, std::string("_") + name);
    const std::string column = metric == name ? "similarity" : measure;
    if (column.empty() || !all_have(tables, column)) continue;
    return make_correlation_statistic(numbers(*tables.front(), "gold"),
                                      numbers_of_all(tables, column), kind);
  }
  return nullptr;
}

// "cosine_ap", "max_ap", "max_accuracy" of the columns label and those of the measures.
std::unique_ptr<RowStatistic> make_pairs(Tables tables, const std::string& metric) {
  if (!all_have(tables, "label")) return nullptr;
  for (const auto& [name, kind] : {std::pair{"_ap", PairScore::kAveragePrecision},
                                   std::pair{"_accuracy", PairScore::kAccuracy}}) {
    const std::string prefix = without_suffix(metric, name);
    if (prefix.empty()) continue;
    Names measures{prefix};
    if (prefix == "max") measures = {"similarity", "cosine", "manhattan", "euclidean", "dot"};
    if (!std::ranges::all_of(measures, [&](const auto& one) { return all_have(tables, one); })) {
      continue;
    }
    std::vector<Columns> values;
    for (const Json* table : tables) {
      Columns& columns = values.emplace_back();
      for (const std::string& measure : measures) {
        auto column = numbers(*table, measure);
        // The last two are distances: the smaller, the more alike.
        if (measure == "manhattan" || measure == "euclidean") {
          for (double& value : column) value = -value;
        }
        columns.push_back(std::move(column));
      }
    }
    return make_pair_statistic(tables.front()->at("label").get<std::vector<std::uint8_t>>(), values,
                               kind);
  }
  return nullptr;
}

// "predicted_1", "predicted_2", ...: one column an experiment.
template <typename T>
std::vector<std::vector<std::vector<T>>> predictions_of(Tables tables) {
  std::vector<std::vector<std::vector<T>>> all;
  for (const Json* table : tables) {
    auto& experiments = all.emplace_back();
    for (std::size_t e = 1; has_column(*table, "predicted_" + std::to_string(e)); ++e) {
      experiments.push_back(table->at("predicted_" + std::to_string(e)).get<std::vector<T>>());
    }
  }
  const bool equally_many =
      std::ranges::all_of(all, [&](const auto& one) { return one.size() == all.front().size(); });
  if (!equally_many || all.front().empty()) all.clear();
  return all;
}

std::unique_ptr<RowStatistic> make_experiments(Tables tables, const std::string& metric) {
  if (metric == "f1" && all_have(tables, "labels")) {
    auto predicted = predictions_of<std::vector<std::uint32_t>>(tables);
    if (predicted.empty()) return nullptr;
    return make_multilabel_f1_statistic(tables.front()->at("labels").get<LabelLists>(),
                                        std::move(predicted));
  }
  if (metric == "f1" && all_have(tables, "label")) {
    auto predicted = predictions_of<std::uint32_t>(tables);
    if (predicted.empty()) return nullptr;
    return make_macro_f1_statistic(tables.front()->at("label").get<std::vector<std::uint32_t>>(),
                                   std::move(predicted));
  }
  if (metric == "kendalltau" && all_have(tables, "gold")) {
    auto predicted = predictions_of<double>(tables);
    if (predicted.empty()) return nullptr;
    return make_kendall_statistic(numbers(*tables.front(), "gold"), std::move(predicted));
  }
  return nullptr;
}

// Paired tests need the same rows, with the same labels, on both sides.
void check_same_rows(Tables tables, std::span<const std::string> models, const std::string& where) {
  for (std::size_t m = 0; m < tables.size(); ++m) {
    if (!has_column(*tables[m], "ids") || tables[m]->at("ids").empty()) {
      throw Error(ErrorKind::kBadData,
                  where + ": the scores of single rows of " + models[m] + " have no ids");
    }
    for (const char* key : {"ids", "gold", "label", "labels"}) {
      if (tables[m]->value(key, Json()) == tables[0]->value(key, Json())) continue;
      throw Error(ErrorKind::kBadData,
                  where + ": " + models[0] + " and " + models[m] +
                      " were not evaluated on the same rows ('" + key +
                      "' differs: " + std::to_string(tables[0]->value(key, Json()).size()) +
                      " and " + std::to_string(tables[m]->value(key, Json()).size()) + " values)");
    }
    for (const auto& [key, column] : tables[m]->items()) {
      if (column.is_array() && column.size() == tables[m]->at("ids").size()) continue;
      throw Error(ErrorKind::kBadData, where + ": the scores of single rows of " + models[m] +
                                           " are broken: '" + key +
                                           "' has not one value for each id");
    }
  }
}

}  // namespace

RowStatisticOrReason make_row_statistic(std::span<const Json* const> tables,
                                        std::span<const std::string> models,
                                        const std::string& metric, const std::string& where) {
  check_same_rows(tables, models, where);
  try {
    for (const auto make : {make_mean, make_correlation, make_pairs, make_experiments}) {
      if (auto statistic = make(tables, metric)) return {std::move(statistic), ""};
    }
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::kBadData,
                where + ": the scores of single rows are broken: " + error.what());
  }
  return {nullptr, "no scores of single rows are kept for " + metric};
}

}  // namespace assay
