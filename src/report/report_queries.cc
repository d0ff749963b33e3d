#include "report/report_queries.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>
#include <utility>

#include "assay/catalogue.h"
#include "report/report_criteria.h"

namespace assay {
namespace {

// A page with more is slow to load and nobody reads that far.
constexpr std::size_t kMostSets = 120;
constexpr std::size_t kMostSetsOfTask = 12;
constexpr std::size_t kMostModels = 24;
constexpr std::size_t kMostQueries = 300;
constexpr std::size_t kMostDisputed = 100;  // of those
constexpr std::size_t kMostRelevant = 10;
constexpr std::size_t kLongestQuery = 600;  // bytes
constexpr std::size_t kLongestDocument = 240;

struct ModelRows {
  std::size_t model = 0;  // row of the table
  const ReportResult* result = nullptr;
  RowValues rows;
};

// Cut before a character, not inside of it.
std::string cut(const std::string& text, std::size_t longest) {
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

Json rounded(const std::optional<double>& value) {
  if (!value) return nullptr;
  return std::round(*value * 1e4) / 1e4;
}

struct Summary {
  double mean = 0;
  double spread = 0;
};
Summary summarise(const std::vector<ModelRows>& models, std::size_t query) {
  double sum = 0;
  std::size_t count = 0;
  double low = 0;
  double high = 0;
  for (const ModelRows& model : models) {
    const auto& value = model.rows.values[query];
    if (!value) continue;
    low = count == 0 ? *value : std::min(low, *value);
    high = count == 0 ? *value : std::max(high, *value);
    sum += *value;
    ++count;
  }
  return count == 0 ? Summary{} : Summary{sum / static_cast<double>(count), high - low};
}

// All when they are few; else those that are worst on average and those on which models differ most.
// In the order of the data.
std::vector<std::size_t> choose_queries(const std::vector<ModelRows>& models) {
  const RowValues& first = models.front().rows;
  std::vector<std::size_t> all(first.ids.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (all.size() <= kMostQueries) return all;
  std::vector<Summary> summaries;
  for (const std::size_t i : all) summaries.push_back(summarise(models, i));
  std::set<std::size_t> chosen;
  const auto take_first = [&](auto key, std::size_t until) {
    std::ranges::stable_sort(all, {}, key);
    for (const std::size_t i : all) {
      if (chosen.size() >= until) return;
      chosen.insert(i);
    }
  };
  const double direction = first.lower_is_better ? -1 : 1;
  take_first([&](std::size_t i) { return -summaries[i].spread; }, kMostDisputed);
  take_first([&](std::size_t i) { return direction * summaries[i].mean; }, kMostQueries);
  return {chosen.begin(), chosen.end()};
}

// What is known about the queries: texts, relevant documents and at which rank each model has them.
void add_texts(const ReportSources& sources, const std::string& task, const std::string& split,
               const std::string& subset, const std::vector<ModelRows>& models,
               const std::vector<std::size_t>& chosen, Json& set) {
  const auto known = sources.texts ? sources.texts(task, split, subset) : std::nullopt;
  if (!known) return;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < known->ids.size(); ++i) places.emplace(known->ids[i], i);
  const auto place_of = [&](std::size_t query) -> std::optional<std::size_t> {
    const auto found = places.find(models.front().rows.ids[query]);
    return found == places.end() ? std::nullopt : std::optional(found->second);
  };
  Json texts = Json::array();
  Json relevant = Json::array();
  Json documents = Json::object();
  bool has_relevant = false;
  for (const std::size_t query : chosen) {
    const auto place = place_of(query);
    texts.push_back(place && *place < known->texts.size()
                        ? Json(cut(known->texts[*place], kLongestQuery))
                        : Json(nullptr));
    Json& list = relevant.emplace_back(Json::array());
    if (!place || *place >= known->relevant.size()) continue;
    for (const std::string& id : known->relevant[*place]) {
      if (list.size() == kMostRelevant) break;
      list.push_back(id);
      has_relevant = true;
      const auto text = known->documents.find(id);
      if (text != known->documents.end()) documents[id] = cut(text->second, kLongestDocument);
    }
  }
  set["texts"] = std::move(texts);
  if (!has_relevant) return;
  Json ranks = Json::array();
  bool has_ranks = false;
  for (const ModelRows& model : models) {
    const auto rankings = sources.rankings ? sources.rankings(model.result->stored, split, subset)
                                           : std::vector<QueryRanking>();
    std::unordered_map<std::string, const QueryRanking*> by_query;
    for (const QueryRanking& ranking : rankings) by_query.emplace(ranking.query_id, &ranking);
    Json of_model = Json::array();
    for (std::size_t i = 0; i < chosen.size() && !rankings.empty(); ++i) {
      Json& list = of_model.emplace_back(Json::array());
      const auto found = by_query.find(models.front().rows.ids[chosen[i]]);
      for (const Json& id : relevant[i]) {
        Json rank = nullptr;
        if (found != by_query.end()) {
          const auto& ids = found->second->document_ids;
          const auto place = std::ranges::find(ids, id.get_ref<const std::string&>());
          if (place != ids.end()) rank = place - ids.begin() + 1;
        }
        list.push_back(std::move(rank));
      }
    }
    has_ranks = has_ranks || !rankings.empty();
    ranks.push_back(rankings.empty() ? Json(nullptr) : std::move(of_model));
  }
  set["relevant"] = std::move(relevant);
  set["documents"] = std::move(documents);
  if (has_ranks) set["ranks"] = std::move(ranks);
}

std::string note_of(std::size_t chosen, std::size_t all, std::size_t other_rows) {
  std::string note;
  if (chosen < all) {
    note = std::to_string(chosen) + " of " + std::to_string(all) +
           " are here: the worst, and those on which the models differ most.";
  }
  if (other_rows > 0) {
    note += (note.empty() ? "" : " ") + std::to_string(other_rows) +
            (other_rows == 1 ? " model has" : " models have") +
            " other queries and cannot be shown beside them.";
  }
  return note;
}

Json report_set(const ReportSources& sources, std::size_t task, const std::string& split,
                const std::string& subset, const std::vector<ModelRows>& models,
                std::size_t other_rows) {
  const RowValues& first = models.front().rows;
  const std::vector<std::size_t> chosen = choose_queries(models);
  Json set = {{"task", task},
              {"where", subset == "default" ? split : split + ", " + subset},
              {"metric", first.metric},
              {"better", first.lower_is_better ? "lower" : "higher"}};
  Json& ids = set["ids"] = Json::array();
  for (const std::size_t query : chosen) ids.push_back(first.ids[query]);
  Json& rows = set["models"] = Json::array();
  Json& scores = set["scores"] = Json::array();
  for (const ModelRows& model : models) {
    rows.push_back(model.model);
    Json& list = scores.emplace_back(Json::array());
    for (const std::size_t query : chosen) list.push_back(rounded(model.rows.values[query]));
  }
  add_texts(sources, sources.table.columns[task].name, split, subset, models, chosen, set);
  if (const std::string note = note_of(chosen.size(), first.ids.size(), other_rows);
      !note.empty()) {
    set["note"] = note;
  }
  return set;
}

// The result of a model on a task, null when it has none.
const ReportResult* find_result(const ModelResults& results, const std::string& task) {
  const auto found = std::ranges::find_if(
      results, [&](const ReportResult* result) { return result->stored.result.task_name == task; });
  return found == results.end() ? nullptr : *found;
}

}  // namespace

Json report_queries(const ReportSources& sources, const std::vector<ModelResults>& results) {
  Json sets = Json::array();
  for (std::size_t task = 0; task < sources.table.columns.size(); ++task) {
    const std::string& name = sources.table.columns[task].name;
    const auto info = find_task(name);
    // By (split, subset), the best models first.
    std::map<std::pair<std::string, std::string>, std::vector<ModelRows>> parts;
    std::map<std::pair<std::string, std::string>, std::size_t> other_rows;
    for (std::size_t row = 0; row < results.size(); ++row) {
      const ReportResult* result = find_result(results[row], name);
      if (result == nullptr || !result->rows.is_object()) continue;
      const std::string metric =
          info ? info->main_score
               : text_member(member_or_null(result->record, "task"), "main_score");
      for (const auto& [split, subsets] : result->rows.items()) {
        if (!subsets.is_object()) continue;
        for (const auto& [subset, table] : subsets.items()) {
          auto values = values_of_rows(table, metric);
          if (!values) continue;
          std::vector<ModelRows>& models = parts[{split, subset}];
          if (models.size() == kMostModels) continue;
          if (!models.empty() && (models.front().rows.ids != values->ids ||
                                  models.front().rows.metric != values->metric)) {
            ++other_rows[{split, subset}];
            continue;
          }
          models.push_back({.model = row, .result = result, .rows = *std::move(values)});
        }
      }
    }
    std::size_t of_task = 0;
    for (const auto& [part, models] : parts) {
      if (sets.size() == kMostSets || of_task++ == kMostSetsOfTask) break;
      sets.push_back(report_set(sources, task, part.first, part.second, models, other_rows[part]));
    }
  }
  return sets;
}

}  // namespace assay
