#include <algorithm>
#include <map>
#include <utility>

#include "assay/benchmark.h"
#include "report/name_index.h"

namespace assay {
namespace {

struct Mean {
  double sum = 0;
  std::size_t count = 0;
};

}  // namespace

LanguageTable make_language_table(std::span<const ScoreEntry> entries,
                                  std::span<const std::string> wanted) {
  const bool takes_all = wanted.size() == 1 && wanted.front() == "all";
  NameIndex models;
  NameIndex seen;
  std::map<std::pair<std::string, std::string>, Mean> means;  // (model, language)
  for (const ScoreEntry& entry : entries) {
    if (!entry.score) continue;
    for (const std::string& language : entry.languages) {
      if (!takes_all && std::ranges::find(wanted, language) == wanted.end()) continue;
      models.place_of(entry.model);
      seen.place_of(language);
      Mean& mean = means[{entry.model, language}];
      mean.sum += *entry.score;
      ++mean.count;
    }
  }
  LanguageTable table;
  if (takes_all) {
    table.languages = seen.names();
  } else {
    std::ranges::copy_if(wanted, std::back_inserter(table.languages), [&](const auto& language) {
      return std::ranges::find(seen.names(), language) != seen.names().end();
    });
  }
  std::vector<std::vector<std::optional<double>>> scores;
  for (const std::string& model : models.names()) {
    std::vector<std::optional<double>>& row = scores.emplace_back();
    for (const std::string& language : table.languages) {
      const auto mean = means.find({model, language});
      row.push_back(mean == means.end() ? std::nullopt
                                        : std::optional(mean->second.sum /
                                                        static_cast<double>(mean->second.count)));
    }
  }
  const BordaRanks ranks = rank_by_borda(scores, models.size());
  for (std::size_t i = 0; i < models.size(); ++i) {
    table.rows.push_back(
        {.model = models.names()[i], .scores = std::move(scores[i]), .borda_rank = ranks.ranks[i]});
  }
  std::ranges::stable_sort(table.rows, {}, &LanguageTable::Row::borda_rank);
  return table;
}

}  // namespace assay
