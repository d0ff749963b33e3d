#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/catalogue.h"
#include "assay/dataset/hub_dataset.h"
#include "assay/encoder.h"
#include "assay/json.h"
#include "assay/progress.h"
#include "assay/result.h"
#include "assay/sklearn_version.h"

namespace assay {

// Where a task's rows come from.
struct DataOptions {
  std::filesystem::path data_root;  // DIR/<Task>/...: looked at before the hub; empty = none
  // Gives the data set of a task that is not under data_root: one of the hub, whose files come as they
  // are read. Empty = data is only taken from data_root.
  std::function<std::unique_ptr<HubDataset>(const std::string& repo_id,
                                            const std::string& revision)>
      fetch;
};

// Rankings that an earlier run made, for two-stage retrieval: a model re-ranks the first results of
// another.
struct FirstStage {
  std::string model;     // that made them
  std::string revision;  // "" = not known
  std::size_t top_k = 10;
  struct Ranking {
    std::string query_id;
    std::vector<std::string> document_ids;  // best first, all of them
  };
  // Of one (task, split, subset). Throws Error{kUsage} when there are none.
  std::function<std::vector<Ranking>(const std::string& task, const std::string& split,
                                     const std::string& subset)>
      rankings;
};
// `path`: predictions that mteb saved (<Task>_predictions.json), a TREC run of --trec-runs, or a
// folder with either. Equal scores keep the order of the file. Throws Error: kUnavailable when it
// cannot be read, kUsage when it holds nothing of the kind, kBadData when it is broken.
[[nodiscard]] FirstStage read_first_stage(const std::filesystem::path& path, std::size_t top_k);

struct EvaluateOptions {
  unsigned threads = 0;  // for scoring; 0 = all cores this process may use
  // 0 = all; else only the first `limit` queries or evaluated rows (recorded, never cached).
  std::size_t limit = 0;
  SklearnVersion sklearn = SklearnVersion::k1_9;  // whose k-means clustering tasks follow
  bool keep_rankings = false;                     // fill Evaluation::rankings (for TREC run files)
  const FirstStage* first_stage = nullptr;  // retrieval: re-rank these results; others refuse it
  Progress* progress = nullptr;
  std::stop_token stop;
};

// What evaluating one (split, subset) gives.
struct Evaluation {
  SubsetScores scores;
  // Score of every row or query, for paired tests later: {"ids": [...], "<metric>": [...]};
  // docs/results.md.
  Json per_query = Json::object();
  EncodeStats encode;
  std::vector<Phase> phases;  // seconds since the call
  double seconds_before = 0;  // that went into the scores before the call: an aggregate's members
  // data_sha256, counts, warnings (texts emptied, queries dropped ...): what a reader needs to
  // trust the scores.
  Json facts = Json::object();
  struct Ranking {
    std::string query_id;
    std::vector<std::pair<std::string, float>> documents;  // best first
  };
  std::vector<Ranking> rankings;
};

// A protocol applied to a data set. Holds the random state of the protocol, which runs on from one
// (split, subset) to the next in the order of TaskInfo::eval_splits (outside) and subsets (inside),
// as in mteb with a fresh task object.
class Task {
 public:
  virtual ~Task() = default;
  [[nodiscard]] virtual const TaskInfo& info() const = 0;
  // Throws Error{kBadData} when the rows are not what the protocol needs, kNotSupported when the
  // model cannot do it.
  [[nodiscard]] virtual Evaluation evaluate(const std::string& split, const std::string& subset,
                                            Model& model, const EvaluateOptions& options) = 0;
  // Advances the random state past a (split, subset) whose scores are already there.
  virtual void skip(const std::string& split, const std::string& subset) = 0;
};

// A task of the catalogue. Throws Error{kUsage} for an unknown name (with the nearest one),
// kNotSupported for protocols that are not there yet.
[[nodiscard]] std::unique_ptr<Task> make_task(const std::string& name, const DataOptions& data);
// The names of the tasks that an aggregate is the mean of; empty for every other task.
[[nodiscard]] std::vector<std::string> member_tasks(const TaskInfo& info);
// An aggregate over the results of its members: the score of a split is the mean over them of the
// mean of their main scores in that split; null when one has none. Encodes nothing. What `make_task`
// makes of an aggregate has no members and cannot be evaluated.
[[nodiscard]] std::unique_ptr<Task> make_aggregate_task(TaskInfo info,
                                                        std::vector<TaskResult> members);
// Why a task of the catalogue cannot be evaluated, whatever data is there: its protocol, or how its
// rows are made. nullopt when it can. With `local_data` the rows lie ready under a data root, so that only
// the protocol counts.
[[nodiscard]] std::optional<std::string> why_unsupported(const TaskInfo& info,
                                                         bool local_data = false);
// Brings everything that a task reads from the hub and returns the folder that it lies in. REQUIRES:
// data.fetch. Throws Error{kUsage} for a task without a data set
// of its own, kNotSupported when it cannot be read, and what HubDataset throws.
std::filesystem::path fetch_task_data(const TaskInfo& info, const DataOptions& data);
// Own data: a task.toml or the folder with it, a BEIR folder, a file of rows or a folder of such
// (docs/own-data.md). Throws Error{kUsage} when it cannot be told what task it is or which split is
// to be evaluated.
[[nodiscard]] std::unique_ptr<Task> make_task_from_folder(const std::filesystem::path& path);

// The rankings as a TREC run file, one line for each result: "<query id> Q0 <document id> <rank
// from 1> <score> <tag>". White space inside an id becomes "_", because the format knows no quotes.
[[nodiscard]] std::string to_trec_run(std::span<const Evaluation::Ranking> rankings,
                                      std::string_view tag);

}  // namespace assay
