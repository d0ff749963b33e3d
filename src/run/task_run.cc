#include "run/task_run.h"

#include <algorithm>
#include <utility>

#include "assay/catalogue.h"
#include "base/file.h"
#include "base/provenance.h"
#include "base/sha256.h"
#include "run/experiment.h"
#include "run/model_meta.h"

namespace assay {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string print_pairs(const std::vector<Pair>& pairs) {
  constexpr std::size_t kMostNamed = 5;
  std::string text;
  for (std::size_t i = 0; i < pairs.size() && i < kMostNamed; ++i) {
    text += (i == 0 ? "" : ", ") + pairs[i].split + "/" + pairs[i].subset;
  }
  if (pairs.size() > kMostNamed) text += ", ... (" + std::to_string(pairs.size()) + " in all)";
  return text;
}

}  // namespace

TaskRun::TaskRun(ModelSession& session, const TaskPlan& plan, const ResultStore& store,
                 const RunOptions& options, RunObserver& observer)
    : session_(session), plan_(plan), store_(store), options_(options), observer_(observer) {
  outcome_.task = plan.name;
  outcome_.model = session.identity() ? session.identity()->name : session.requested();
  if (session.identity()) outcome_.revision = session.identity()->revision;
}

RunOutcome TaskRun::execute() {
  try {
    execute_or_throw();
  } catch (const Error& error) {
    const bool stopped = error.kind() == ErrorKind::kInterrupted;
    outcome_.status = stopped ? RunOutcome::Status::kInterrupted : RunOutcome::Status::kFailed;
    outcome_.error = error.what();
    outcome_.error_kind = error.kind();
  } catch (const std::exception& error) {
    outcome_.status = RunOutcome::Status::kFailed;
    outcome_.error = std::string("internal error: ") + error.what();
  }
  outcome_.seconds = seconds_since(start_);
  return std::move(outcome_);
}

ResultKey TaskRun::key() const {
  return {.model = outcome_.model,
          .revision = outcome_.revision,
          .task = outcome_.task,
          .experiment = experiment_name(experiment())};
}

Json TaskRun::experiment() const {
  Json settings = Json::object();
  if (options_.limit > 0) settings["limit"] = options_.limit;
  if (const FirstStage* first = options_.first_stage; first != nullptr) {
    settings["rerank"] =
        first->revision.empty() ? first->model : first->model + "@" + first->revision;
    settings["top_k"] = first->top_k;
  }
  return settings;
}

void TaskRun::execute_or_throw() {
  task_ = plan_.make();
  outcome_.task = task_->info().name;
  outcome_.main_metric = task_->info().main_score;
  pairs_ = list_pairs(task_->info(), plan_);
  if (session_.identity()) take_stored();
  if (!is_complete()) {
    const bool looked = session_.identity().has_value();
    if (options_.overwrite == Overwrite::kOnlyCache) refuse_gaps_if_asked_to();
    store_.check_writable();
    const ModelInfo& info = session_.model().info();
    // The model tells its name and revision for certain only now.
    if (!looked || info.name != outcome_.model || info.revision != outcome_.revision) {
      outcome_.model = info.name;
      outcome_.revision = info.revision;
      outcome_.result = {};
      take_stored();
    }
  }
  if (is_complete()) {
    outcome_.status = RunOutcome::Status::kStored;
  } else {
    refuse_gaps_if_asked_to();
    evaluate_missing();
    outcome_.status = RunOutcome::Status::kEvaluated;
  }
  outcome_.score = mean_over(pairs_, outcome_.result);
}

void TaskRun::take_stored() {
  stored_record_ = nullptr;
  // What an experiment found out is not a result, and `always` wants none.
  if (!experiment().empty() || options_.overwrite == Overwrite::kAlways) return;
  auto stored = store_.load(key());
  if (!stored) return;
  Json record = store_.load_record(key());
  auto reason = why_not_reusable(*stored, record, pairs_, task_->info(), options_.precision,
                                 session_.fingerprint());
  if (!reason && options_.sklearn) reason = why_other_sklearn(record, *options_.sklearn);
  if (reason) {
    observer_.on_note(store_.result_path(key()).string() +
                      ": the stored result is not used: " + *reason);
    return;
  }
  outcome_.result = std::move(*stored);
  // Each pair keeps the version that made it when others join.
  for (auto& [split, subsets] : outcome_.result.scores) {
    for (SubsetScores& subset : subsets) {
      if (subset.mteb_version.empty()) subset.mteb_version = outcome_.result.mteb_version;
    }
  }
  outcome_.file = store_.result_path(key());
  earlier_seconds_ = outcome_.result.evaluation_time.value_or(0);
  stored_record_ = std::move(record);
  per_query_ = store_.load_per_query(key());
}

bool TaskRun::is_complete() const {
  return std::all_of(pairs_.begin(), pairs_.end(), [&](const Pair& pair) {
    return !pair.wanted || find_scores(outcome_.result, pair) != nullptr;
  });
}

void TaskRun::refuse_gaps_if_asked_to() const {
  const bool only_cache = options_.overwrite == Overwrite::kOnlyCache;
  const bool has_some = !outcome_.result.scores.empty();
  if (!only_cache && !(options_.overwrite == Overwrite::kNever && has_some)) return;
  std::vector<Pair> missing;
  for (const Pair& pair : pairs_) {
    if (pair.wanted && find_scores(outcome_.result, pair) == nullptr) missing.push_back(pair);
  }
  throw Error(ErrorKind::kUsage, "--overwrite " + std::string(only_cache ? "only-cache" : "never") +
                                     ": " + outcome_.task +
                                     (has_some ? " has no stored scores for " + print_pairs(missing)
                                               : " has no stored result") +
                                     " of " + outcome_.model + " under " + store_.root().string());
}

void TaskRun::begin_record(const Model& model) {
  const ModelInfo& info = model.info();
  record_.emplace(stored_record_, task_->info(), info);
  record_->add_run({{"started", unix_time_now()},
                    {"assay", describe_program()},
                    {"requested", session_.requested()},
                    {"fingerprint", session_.fingerprint()},
                    {"options", options_.requested_options},
                    {"threads", options_.threads},
                    {"limit", options_.limit == 0 ? Json(nullptr) : Json(options_.limit)},
                    {"model",
                     {{"embed_dim", info.embed_dim},
                      {"similarity", to_string(info.similarity)},
                      {"weights_bytes", info.weights_bytes},
                      {"settings", info.settings}}},
                    {"machine", describe_machine()}});
  const Json settings = experiment();
  model_meta_ = make_model_meta(info, find_known_model(info.name),
                                settings.empty() ? Json(nullptr) : settings);
}

void TaskRun::evaluate_missing() {
  Model& model = session_.model();
  observer_.on_start(outcome_.model, outcome_.task);
  start_ = std::chrono::steady_clock::now();
  begin_record(model);
  outcome_.result.task_name = task_->info().name;
  outcome_.result.dataset_revision = task_->info().dataset_revision;
  for (const Pair& pair : pairs_) {
    // As in mteb, random state runs over the pairs that were asked for and no others.
    if (!pair.wanted) continue;
    if (find_scores(outcome_.result, pair) != nullptr) {
      task_->skip(pair.split, pair.subset);
      continue;
    }
    if (options_.stop.stop_requested()) {
      throw Error(ErrorKind::kInterrupted, "interrupted before " + pair.split + "/" + pair.subset);
    }
    evaluate_pair(pair, model);
  }
}

void TaskRun::evaluate_pair(const Pair& pair, Model& model) {
  const double begin = seconds_since(start_);
  const EvaluateOptions options{.threads = options_.threads,
                                .limit = options_.limit,
                                .sklearn = options_.sklearn.value_or(SklearnVersion::k1_9),
                                .keep_rankings = options_.trec_runs,
                                .first_stage = options_.first_stage,
                                .progress = options_.progress,
                                .stop = options_.stop};
  Evaluation evaluation = task_->evaluate(pair.split, pair.subset, model, options);
  if (options_.progress != nullptr) options_.progress->end();
  const double end = seconds_since(start_);

  outcome_.encode += evaluation.encode;
  evaluation.scores.mteb_version = kMtebVersion;
  put_scores(outcome_.result, pair.split, evaluation.scores, task_->info());
  for (Phase phase : evaluation.phases) {
    phase.start += earlier_seconds_ + begin;
    phase.end += earlier_seconds_ + begin;
    phase.split = pair.split;
    phase.subset = pair.subset;
    outcome_.result.phases.push_back(std::move(phase));
  }
  earlier_seconds_ += evaluation.seconds_before;
  outcome_.result.evaluation_time = earlier_seconds_ + end;
  outcome_.result.date = unix_time_now();
  store_pair(pair, evaluation, end - begin);
}

void TaskRun::store_pair(const Pair& pair, const Evaluation& evaluation, double seconds) {
  const ResultKey place = key();
  record_->add_evaluation(pair.split, pair.subset, evaluation, seconds);
  outcome_.result.mteb_version = common_mteb_version(outcome_.result);
  const std::string file = to_result_json(outcome_.result);
  if (!evaluation.per_query.empty()) per_query_[pair.split][pair.subset] = evaluation.per_query;
  // The side files first: a result file that is there has its record beside it.
  if (!per_query_.empty()) {
    write_file_atomically(store_.per_query_path(place),
                          per_query_.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  }
  if (options_.trec_runs && !evaluation.rankings.empty()) {
    write_file_atomically(store_.trec_path(place, pair.split, pair.subset),
                          to_trec_run(evaluation.rankings, "assay-" + outcome_.model));
  }
  write_file_atomically(store_.record_path(place), record_->finish(file));
  write_file_atomically(store_.folder(place) / "model_meta.json",
                        model_meta_.dump(4, ' ', true, Json::error_handler_t::replace));
  write_file_atomically(store_.result_path(place), file);
  outcome_.file = store_.result_path(place);
}

}  // namespace assay
