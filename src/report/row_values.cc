#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "assay/metric/correlation.h"
#include "report/report_criteria.h"
#include "report/report_queries.h"

namespace assay {
namespace {

using Values = std::vector<std::optional<double>>;

std::optional<Values> numbers_of(const Json& table, const std::string& column, std::size_t rows) {
  const Json& list = member_or_null(table, column);
  if (!list.is_array() || list.size() != rows) return std::nullopt;
  Values values;
  for (const Json& entry : list) {
    if (entry.is_boolean()) {
      values.emplace_back(entry.get<bool>() ? 1.0 : 0.0);
    } else if (entry.is_number() && std::isfinite(entry.get<double>())) {
      values.emplace_back(entry.get<double>());
    } else if (entry.is_null()) {
      values.emplace_back(std::nullopt);
    } else {
      return std::nullopt;
    }
  }
  return values;
}

// nullopt where a value is missing.
std::optional<std::vector<double>> ranks_of(const Values& values) {
  std::vector<double> numbers;
  for (const auto& value : values) {
    if (!value) return std::nullopt;
    numbers.push_back(*value);
  }
  return average_ranks(numbers);
}

std::optional<Values> rank_agreement(const Values& gold, const Values& similarity) {
  const auto wanted = ranks_of(gold);
  const auto got = ranks_of(similarity);
  if (!wanted || !got || wanted->size() < 2) return std::nullopt;
  Values agreement;
  for (std::size_t i = 0; i < wanted->size(); ++i) {
    const double gap = std::abs((*wanted)[i] - (*got)[i]);
    agreement.emplace_back(1 - gap / static_cast<double>(wanted->size() - 1));
  }
  return agreement;
}

// Of `sorted`, how many are below `value`, a tie counting half.
double count_below(const std::vector<double>& sorted, double value) {
  const auto [begin, end] = std::ranges::equal_range(sorted, value);
  return static_cast<double>(begin - sorted.begin()) + static_cast<double>(end - begin) / 2;
}

std::optional<Values> right_order(const Values& labels, const Values& similarity) {
  std::vector<double> alike;
  std::vector<double> different;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i] || !similarity[i]) return std::nullopt;
    (*labels[i] != 0 ? alike : different).push_back(*similarity[i]);
  }
  if (alike.empty() || different.empty()) return std::nullopt;
  std::ranges::sort(alike);
  std::ranges::sort(different);
  Values shares;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (*labels[i] != 0) {
      shares.emplace_back(count_below(different, *similarity[i]) /
                          static_cast<double>(different.size()));
    } else {
      shares.emplace_back(1 -
                          count_below(alike, *similarity[i]) / static_cast<double>(alike.size()));
    }
  }
  return shares;
}

bool is_error(const std::string& metric) {
  return metric == "mae" || metric == "mse" || metric == "rmse";
}

}  // namespace

std::optional<RowValues> values_of_rows(const Json& table, const std::string& main_metric) {
  RowValues rows;
  const Json& ids = member_or_null(table, "ids");
  if (!ids.is_array() || ids.empty()) return std::nullopt;
  for (const Json& id : ids) {
    rows.ids.push_back(id.is_string() ? id.get<std::string>()
                                      : id.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  const auto column = [&](const std::string& name) {
    return numbers_of(table, name, rows.ids.size());
  };
  const auto take = [&](std::string metric, std::optional<Values> values) {
    if (!values) return false;
    rows.lower_is_better = is_error(metric);
    rows.metric = std::move(metric);
    rows.values = *std::move(values);
    return true;
  };
  if (take(main_metric, column(main_metric))) return rows;
  if (const auto similarity = column("similarity")) {
    if (const auto gold = column("gold")) {
      if (take("rank agreement", rank_agreement(*gold, *similarity))) return rows;
    }
    if (const auto labels = column("label")) {
      if (take("right order", right_order(*labels, *similarity))) return rows;
    }
    return std::nullopt;
  }
  for (const auto& [name, list] : table.items()) {
    if (name != "ids" && take(name, column(name))) return rows;
  }
  return std::nullopt;
}

}  // namespace assay
