#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "assay/catalogue.h"
#include "assay/model_label.h"
#include "assay/run.h"
#include "run/mteb_version.h"

namespace assay {
namespace {

// The revision that the registry names for a model; "" when it names none.
std::string main_revision(const std::string& model) {
  const auto known = find_known_model(without_precision(model));
  if (!known) return "";
  const Json revision = known->value("revision", Json());
  return revision.is_string() ? revision.get<std::string>() : "";
}

bool is_named(const std::string& revision) {
  return !revision.empty() && revision != "external" && revision != "no_revision_available";
}

bool has_scores(const StoredResult& stored) { return !stored.result.scores.empty(); }

// The larger the better; compared in this order.
struct Priority {
  int points = 0;
  std::optional<MtebVersion> version;
};

Priority priority_of(const StoredResult& stored, const std::string& main) {
  Priority priority;
  priority.version = MtebVersion::parse(stored.result.mteb_version);
  // mteb's weights: each condition outweighs all that come after it.
  if (!main.empty() && stored.revision == main) priority.points += 1000;
  if (priority.version) priority.points += 100;
  if (is_named(stored.revision)) priority.points += 10;
  return priority;
}

bool is_better(const Priority& a, const Priority& b) {
  if (a.points != b.points) return a.points > b.points;
  return a.version && b.version && *b.version < *a.version;
}

}  // namespace

std::vector<StoredResult> join_revisions(std::vector<StoredResult> results) {
  std::map<std::string, std::string> main_revisions;
  std::map<std::pair<std::string, std::string>, std::pair<std::size_t, Priority>> best;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const StoredResult& stored = results[i];
    if (!has_scores(stored)) continue;
    const auto [main, is_new] = main_revisions.try_emplace(stored.model);
    if (is_new) main->second = main_revision(stored.model);
    const Priority priority = priority_of(stored, main->second);
    const auto [entry, is_first] =
        best.try_emplace({stored.model, stored.result.task_name}, i, priority);
    if (!is_first && is_better(priority, entry->second.second)) entry->second = {i, priority};
  }
  std::vector<StoredResult> joined;
  for (const auto& [key, choice] : best) joined.push_back(std::move(results[choice.first]));
  return joined;
}

}  // namespace assay
