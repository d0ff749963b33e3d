#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "assay/encoder.h"
#include "assay/error.h"
#include "assay/progress.h"
#include "assay/result.h"
#include "assay/task.h"

namespace assay {

// The version of mteb whose protocols the scores follow; stands in every result file.
inline constexpr std::string_view kMtebVersion = "2.20.0";

// What to do about results that are already there; as in mteb.
enum class Overwrite {
  kOnlyMissing,  // evaluate the (split, subset) pairs that are not there
  kAlways,       // evaluate everything, replace what is there
  kNever,        // evaluate tasks that have no result; an incomplete one is an error
  kOnlyCache,    // evaluate nothing; an incomplete or missing result is an error
};

// A model to evaluate.
struct ModelPlan {
  std::string requested;  // as the user named it
  // Opens it; called once, and only when something has to be evaluated.
  std::function<std::unique_ptr<Model>()> open;
};

// A task to evaluate models on.
struct TaskPlan {
  std::string name;
  // Makes it anew, with fresh random state; called once for each model. Reads no rows yet.
  std::function<std::unique_ptr<Task>()> make;
  // The (split, subset) pairs that count; empty = all of the task's own. Names the task does not
  // have are an error.
  std::vector<std::string> splits = {};
  std::vector<std::string> subsets = {};
  // Of an aggregate: the tasks it is the mean of (member_tasks). They are evaluated before it and
  // their results stored like any others.
  std::vector<TaskPlan> members = {};
};

struct RunOptions {
  std::filesystem::path output = "results";
  Overwrite overwrite = Overwrite::kOnlyMissing;
  // kAuto takes stored results of any precision; a result made with another precision than the one
  // asked for is replaced.
  Precision precision = Precision::kAuto;
  // Whose k-means clustering tasks follow; nullopt = the newest. A stored result made with another
  // version than the one asked for is replaced.
  std::optional<SklearnVersion> sklearn;
  unsigned threads = 0;  // for scoring; 0 = all cores this process may use
  // 0 = all; else results go to experiments/limit_<N> and are always evaluated again.
  std::size_t limit = 0;
  // Retrieval re-ranks these results. Kept apart as an experiment, and always evaluated again: the
  // file may be another one now.
  const FirstStage* first_stage = nullptr;
  bool trec_runs = false;                   // keep the ranking of every query
  Json requested_options = Json::object();  // goes into the record as it is
  Progress* progress = nullptr;
  std::stop_token stop = {};
};

// What became of one model on one task.
struct RunOutcome {
  enum class Status {
    kEvaluated,    // at least one (split, subset) was evaluated now
    kStored,       // everything was there
    kFailed,       // see `error`; `result` holds what was finished before
    kInterrupted,  // likewise
  };
  // The name results are stored under; as requested when the model could not be opened.
  std::string model;
  std::string revision;  // "" likewise
  std::string task;
  std::string main_metric;  // "ndcg_at_10"
  Status status = Status::kFailed;
  TaskResult result;
  // Mean of main_score over the pairs asked for; nullopt when one is undefined.
  std::optional<double> score;
  EncodeStats encode;          // of what was evaluated now
  double seconds = 0;          // likewise, all in all
  std::filesystem::path file;  // of the result; empty when nothing is stored
  std::string error;
  std::optional<ErrorKind> error_kind;  // nullopt for a failure that is not an Error
};
[[nodiscard]] std::string_view to_string(RunOutcome::Status status);

// Told while the run goes on, from the thread that called `run`.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on_model(const ModelInfo& model) = 0;  // it has been opened
  virtual void on_start(const std::string& model, const std::string& task) = 0;
  virtual void on_outcome(const RunOutcome& outcome) = 0;
  virtual void on_note(const std::string& line) = 0;
};

// Evaluates every model on every task, models outside, and stores each (split, subset) as soon as
// it is finished. A failure is recorded in the outcome and the run goes on; a request to stop ends
// it after the outcome of the task that was interrupted. Outcomes are in the order of evaluation.
// Throws Error{kUnavailable} when the output folder cannot be written to.
[[nodiscard]] std::vector<RunOutcome> run(const std::vector<ModelPlan>& models,
                                          const std::vector<TaskPlan>& tasks,
                                          const RunOptions& options, RunObserver& observer);

// Where `run` keeps what belongs to a model: <root>/<org>__<name>/<revision>.
[[nodiscard]] std::filesystem::path results_folder(const std::filesystem::path& root,
                                                   const std::string& model,
                                                   const std::string& revision);

// Every result file anywhere below `folder`, sorted by path: <model>/<revision>/<Task>.json, with
// or without a folder for the revision, in the layout of any version of mteb: also a clone of the
// public results. Experiments (results made with unusual settings) and side files are left out.
// What cannot be read as a result is named in `*skipped`, with the reason. With `wants_task`, only
// files of tasks for which it returns true are opened; it gets the task's name of today.
[[nodiscard]] std::vector<StoredResult> find_results(
    const std::filesystem::path& folder, std::vector<std::string>* skipped = nullptr,
    const std::function<bool(const std::string& task)>& wants_task = {});

// One result for each model and task, of several revisions of a model. As in mteb the result of the
// registry's revision wins, then one whose mteb version can be read, then one of a revision with a
// name ("external", "no_revision_available" and none are no names), then the newer version, then the
// one that comes first. Results without scores are left out. Sorted by model and task.
[[nodiscard]] std::vector<StoredResult> join_revisions(std::vector<StoredResult> results);

// The side file of a result file: how its scores came about (docs/results.md). null when there is
// none that can be read.
[[nodiscard]] Json read_run_record(const std::filesystem::path& result_file);
// True when the side file tells that the result file had another content when it was written.
[[nodiscard]] bool was_changed_after_writing(const std::filesystem::path& result_file,
                                             const Json& record);

}  // namespace assay
