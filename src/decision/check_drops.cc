#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "assay/catalogue.h"
#include "assay/decision.h"
#include "assay/error.h"
#include "decision/evidence.h"

namespace assay {
namespace {

constexpr double kRounding = 2e-5;  // of result files
constexpr double kNothing = 1e-9;   // rounding of a difference of two

using Outcome = DropFinding::Outcome;
using Pair = std::pair<std::string, std::string>;  // split, subset

// The metric in every (split, subset); nullopt where it is undefined. Empty when the task has no
// such metric.
std::map<Pair, std::optional<double>> values_of(const StoredResult& stored,
                                                const std::string& metric, bool is_main) {
  std::map<Pair, std::optional<double>> values;
  bool is_there = false;
  for (const auto& [split, subsets] : stored.result.scores) {
    for (const SubsetScores& subset : subsets) {
      auto& value = values[{split, subset.subset}];
      if (is_main) {
        is_there = true;
        value = subset.main_score;
      } else if (const auto found = subset.scores.find(metric); found != subset.scores.end()) {
        is_there = true;
        if (found->is_number()) value = found->get<double>();
      }
    }
  }
  if (!is_there) values.clear();
  return values;
}

std::string name_pairs(const std::map<Pair, std::optional<double>>& values) {
  std::string text;
  for (const auto& [pair, value] : values) {
    text += (text.empty() ? "" : ", ") + pair.first + "/" + pair.second;
  }
  return text;
}

void check_same_data(const StoredResult& baseline, const StoredResult& candidate) {
  const std::string& one = baseline.result.dataset_revision;
  const std::string& other = candidate.result.dataset_revision;
  if (one == other) return;
  throw Error(ErrorKind::kBadData,
              baseline.result.task_name + ": the baseline was evaluated on revision " + one +
                  " of the data, the candidate on revision " + other + ": they are not compared");
}

const Json* find_table(const RowScores& rows, const Pair& pair) {
  const auto split = rows.tables.find(pair.first);
  if (split == rows.tables.end() || !split->is_object()) return nullptr;
  const auto table = split->find(pair.second);
  return table == split->end() || !table->is_object() ? nullptr : &*table;
}

// One metric of one task: both models on the same rows.
class Drop {
 public:
  Drop(const StoredResult& baseline, const StoredResult& candidate, const std::string& metric,
       const std::map<Pair, std::optional<double>>& before,
       const std::map<Pair, std::optional<double>>& after) {
    rows_ = {read_row_scores(baseline.path), read_row_scores(candidate.path)};
    const char* const sides[2] = {"baseline", "candidate"};
    for (std::size_t side = 0; side < 2; ++side) {
      if (rows_[side].why_absent.empty()) continue;
      reason_ = std::string("no scores of single rows of the ") + sides[side] + ": " +
                rows_[side].why_absent;
      return;
    }
    const std::vector<std::string> names{"the baseline", "the candidate"};
    for (const auto& [pair, value] : before) {
      const std::string where =
          baseline.result.task_name + " (" + pair.first + "/" + pair.second + ")";
      const std::vector<const Json*> tables{find_table(rows_[0], pair), find_table(rows_[1], pair)};
      if (tables[0] == nullptr || tables[1] == nullptr) {
        reason_ = "no scores of single rows of " + where;
        return;
      }
      auto made = make_row_statistic(tables, names, metric, where);
      if (!made.statistic) {
        reason_ = made.reason;
        return;
      }
      const std::vector<std::uint32_t> once(made.statistic->rows(), 1);
      for (std::size_t side = 0; side < 2; ++side) {
        const auto score = made.statistic->score(side, once);
        const auto& stated = (side == 0 ? before : after).at(pair);
        if (!score || !stated || std::abs(*score - *stated) > kRounding) {
          reason_ = std::string("the scores of single rows of the ") + sides[side] +
                    " do not give its result: one of the files has been changed";
          return;
        }
      }
      num_rows_ += made.statistic->rows();
      strata_.push_back({.statistic = std::move(made.statistic),
                         .weight = 1 / static_cast<double>(before.size())});
    }
  }

  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

  void test(DropFinding& finding, const DecisionOptions& options) const {
    const BootstrapScores bootstrap(strata_, 2, options.resampling);
    const Estimate drop = bootstrap.difference(0, 1, options.level);
    if (!drop.value) {
      finding.remark = "the metric is undefined";
      return;
    }
    finding.drop = *drop.value;
    finding.interval = drop.interval;
    const double limit = finding.max_drop;
    std::vector<double> beyond;  // what each row adds to drop - limit
    for (const Stratum& stratum : strata_) {
      const auto* before = stratum.statistic->summands(0);
      const auto* after = stratum.statistic->summands(1);
      if (before == nullptr || after == nullptr) break;
      const double scale = stratum.weight / static_cast<double>(before->size());
      for (std::size_t i = 0; i < before->size(); ++i) {
        beyond.push_back(((*before)[i] - (*after)[i] - limit) * scale);
      }
    }
    if (beyond.size() == num_rows_) {
      finding.p_exceeds = sign_flip_p_value_greater(beyond, options.resampling);
      for (double& value : beyond) value = -value;
      finding.p_within = sign_flip_p_value_greater(beyond, options.resampling);
    } else {
      count_replicates(bootstrap, finding);
    }
    // One-sided: twice the tail.
    finding.more_rows = more_rows_to_decide(finding.drop - limit, drop.standard_error, num_rows_,
                                            2 * (1 - options.level), options.power);
  }

 private:
  // Scores that are no means: the share of bootstrap samples on the other side of the limit.
  static void count_replicates(const BootstrapScores& bootstrap, DropFinding& finding) {
    double defined = 0;
    double at_most = 0;
    double at_least = 0;
    const auto& before = bootstrap.replicates(0);
    const auto& after = bootstrap.replicates(1);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const double drop = before[i] - after[i];
      if (std::isnan(drop)) continue;
      ++defined;
      if (drop <= finding.max_drop) ++at_most;
      if (drop >= finding.max_drop) ++at_least;
    }
    finding.p_exceeds = (at_most + 1) / (defined + 1);
    finding.p_within = (at_least + 1) / (defined + 1);
  }

  std::vector<RowScores> rows_;
  std::vector<Stratum> strata_;
  std::size_t num_rows_ = 0;
  std::string reason_;
};

// nullopt when the task has no such metric.
std::optional<DropFinding> check_one(const StoredResult& baseline, const StoredResult& candidate,
                                     const DropLimit& limit, const DecisionOptions& options) {
  const bool is_main = limit.metric == "main_score";
  const std::string metric = is_main ? main_metric_of(candidate) : limit.metric;
  const auto before = values_of(baseline, metric, is_main);
  const auto after = values_of(candidate, metric, is_main);
  if (before.empty() && after.empty()) return std::nullopt;
  const std::string& task = baseline.result.task_name;
  if (name_pairs(before) != name_pairs(after)) {
    throw Error(ErrorKind::kBadData, task + ": the baseline has " + metric + " of " +
                                         name_pairs(before) + ", the candidate of " +
                                         name_pairs(after) + ": they are not compared");
  }
  DropFinding finding;
  finding.task = task;
  finding.metric = metric.empty() ? limit.metric : metric;
  finding.max_drop = limit.max_drop;
  for (const auto& [pair, value] : before) {
    const auto& other = after.at(pair);
    if (!value || !other) {
      throw Error(ErrorKind::kBadData, task + " (" + pair.first + "/" + pair.second +
                                           "): " + finding.metric + " is undefined");
    }
    finding.baseline += *value / static_cast<double>(before.size());
    finding.candidate += *other / static_cast<double>(before.size());
  }
  finding.drop = finding.baseline - finding.candidate;
  const Drop drop(baseline, candidate, metric, before, after);
  if (drop.reason().empty()) {
    drop.test(finding, options);
  } else {
    finding.remark = drop.reason();
  }
  return finding;
}

void decide(std::vector<DropFinding>& findings, double alpha) {
  const auto adjust = [&](std::optional<double> DropFinding::* p) {
    std::vector<double> p_values;
    for (const DropFinding& finding : findings) {
      if (finding.*p) p_values.push_back(*(finding.*p));
    }
    const auto adjusted = holm_adjust(p_values);
    auto next = adjusted.begin();
    for (DropFinding& finding : findings) {
      if (finding.*p) finding.*p = *next++;
    }
  };
  adjust(&DropFinding::p_exceeds);
  adjust(&DropFinding::p_within);
  for (DropFinding& finding : findings) {
    if (finding.drop <= finding.max_drop + kNothing) {
      finding.outcome = Outcome::kHolds;
    } else if (finding.p_exceeds && *finding.p_exceeds <= alpha) {
      finding.outcome = Outcome::kFails;
    } else {
      finding.outcome = Outcome::kUndecided;
    }
  }
}

}  // namespace

std::vector<DropFinding> check_drops(std::span<const StoredResult> baseline,
                                     std::span<const StoredResult> candidate,
                                     std::span<const DropLimit> limits,
                                     const DecisionOptions& options,
                                     std::vector<std::string>* skipped) {
  std::map<std::string, const StoredResult*> before;
  std::map<std::string, const StoredResult*> after;
  for (const StoredResult& result : baseline) before[result.result.task_name] = &result;
  for (const StoredResult& result : candidate) after[result.result.task_name] = &result;
  std::vector<DropFinding> findings;
  std::set<std::string> metrics_found;
  for (const auto& [task, result] : before) {
    const auto other = after.find(task);
    if (other == after.end()) {
      if (skipped != nullptr) skipped->push_back(task + ": only the baseline has it");
      continue;
    }
    check_same_data(*result, *other->second);
    for (const DropLimit& limit : limits) {
      if (auto finding = check_one(*result, *other->second, limit, options)) {
        findings.push_back(std::move(*finding));
        metrics_found.insert(limit.metric);
      }
    }
  }
  for (const auto& [task, result] : after) {
    if (!before.contains(task) && skipped != nullptr) {
      skipped->push_back(task + ": only the candidate has it");
    }
  }
  const bool is_any_common =
      std::ranges::any_of(before, [&](const auto& entry) { return after.contains(entry.first); });
  if (!is_any_common) {
    throw Error(ErrorKind::kBadData, "the baseline and the candidate have no task in common");
  }
  for (const DropLimit& limit : limits) {
    if (metrics_found.contains(limit.metric)) continue;
    throw Error(ErrorKind::kBadData, "no task that both sides have has the metric " + limit.metric);
  }
  decide(findings, 1 - options.level);
  return findings;
}

}  // namespace assay
