#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>

#include "assay/run.h"
#include "base/file.h"
#include "base/sha256.h"
#include "support/fake_models.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// A task whose scores tell how it was used: main_score is the number of pairs its "random state"
// has passed, over 100.
class CountingTask final : public Task {
 public:
  struct Log {
    std::vector<std::string> evaluated;
    std::string fails_at;  // "test/b": throws there
    std::string interrupts_at;
    std::string revision = "data-1";
    bool is_published = true;  // a task of the catalogue, not own data
  };

  explicit CountingTask(Log& log) : log_(log) {
    info_.name = "Counting";
    info_.type = "STS";
    info_.protocol = "sts";
    info_.dataset_path = "org/data";
    if (log.is_published) info_.entry = {{"name", "Counting"}};
    info_.dataset_revision = log.revision;
    info_.eval_splits = {"test", "dev"};
    info_.subsets = {{.name = "b", .languages = {"eng-Latn"}},
                     {.name = "a", .languages = {"deu-Latn"}}};
    info_.main_score = "cosine_spearman";
  }

  [[nodiscard]] const TaskInfo& info() const override { return info_; }

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    const std::string pair = split + "/" + subset;
    if (pair == log_.fails_at) throw Error(ErrorKind::kBadData, "data.jsonl:7: no such column");
    if (pair == log_.interrupts_at) throw Error(ErrorKind::kInterrupted, "interrupted");
    log_.evaluated.push_back(pair);
    ++state_;
    Evaluation evaluation;
    evaluation.scores.subset = subset;
    evaluation.scores.languages = {"eng-Latn"};
    evaluation.scores.main_score = state_ / 100.0;
    evaluation.scores.scores = {{"cosine_spearman", state_ / 100.0}, {"limit", options.limit}};
    evaluation.per_query = {{"ids", {"1", "2"}}, {"cosine_spearman", {0.5, 0.25}}};
    evaluation.phases = {{.name = "Scoring", .start = 0, .end = 0.001, .split = "", .subset = ""}};
    const std::vector<std::string> texts = {"one", "two"};
    (void)model.as_encoder()->encode(texts, EncodeContext(), &evaluation.encode);
    if (options.keep_rankings) {
      evaluation.rankings = {{.query_id = "1", .documents = {{"d", 0.5F}}}};
    }
    return evaluation;
  }

  void skip(const std::string&, const std::string&) override { ++state_; }

 private:
  Log& log_;
  TaskInfo info_;
  int state_ = 0;
};

class Recorder final : public RunObserver {
 public:
  void on_model(const ModelInfo&) override { ++models_opened; }
  void on_start(const std::string&, const std::string&) override {}
  void on_outcome(const RunOutcome&) override { ++outcomes; }
  void on_note(const std::string& line) override { notes.push_back(line); }
  int models_opened = 0;
  int outcomes = 0;
  std::vector<std::string> notes;
};

class RunnerTest : public ::testing::Test {
 protected:
  [[nodiscard]] RunOutcome run_once(const RunOptions& options) {
    const auto outcomes = run({model_plan("test/hash-encoder")}, {task_plan()}, options, recorder_);
    EXPECT_EQ(outcomes.size(), 1U);
    return outcomes.at(0);
  }
  [[nodiscard]] RunOptions options() const { return {.output = folder_.path() / "out"}; }
  [[nodiscard]] ModelPlan model_plan(const std::string& name) {
    return {.requested = name, .open = [this, name]() -> std::unique_ptr<Model> {
              ++opened_;
              auto model = std::make_unique<test::HashEncoder>(name);
              model->mutable_info().settings["precision"] = precision_;
              return model;
            }};
  }
  [[nodiscard]] TaskPlan task_plan() {
    return {.name = "Counting", .make = [this] { return std::make_unique<CountingTask>(log_); }};
  }
  [[nodiscard]] fs::path revision_folder() const {
    return folder_.path() / "out" / "test__hash-encoder" / "1";
  }
  [[nodiscard]] std::vector<double> stored_scores() const {
    std::vector<double> scores;
    const TaskResult result = read_result_file(revision_folder() / "Counting.json");
    for (const char* split : {"test", "dev"}) {
      if (!result.scores.contains(split)) continue;
      for (const SubsetScores& subset : result.scores.at(split))
        scores.push_back(*subset.main_score);
    }
    return scores;
  }

  test::TemporaryFolder folder_;
  CountingTask::Log log_;
  Recorder recorder_;
  int opened_ = 0;
  std::string precision_ = "f32";
};

TEST_F(RunnerTest, EvaluatesSplitsOutsideAndSubsetsInsideAndStoresTheTree) {
  const RunOutcome outcome = run_once(options());
  EXPECT_EQ(outcome.status, RunOutcome::Status::kEvaluated) << outcome.error;
  EXPECT_EQ(log_.evaluated, (std::vector<std::string>{"test/b", "test/a", "dev/b", "dev/a"}));
  EXPECT_EQ(stored_scores(), (std::vector<double>{0.01, 0.02, 0.03, 0.04}));
  EXPECT_DOUBLE_EQ(*outcome.score, 0.025);
  EXPECT_EQ(outcome.encode.texts, 8U);
  EXPECT_EQ(outcome.file, revision_folder() / "Counting.json");
  EXPECT_TRUE(fs::exists(revision_folder() / "model_meta.json"));
  EXPECT_TRUE(fs::exists(revision_folder() / "assay" / "Counting.json"));
  EXPECT_FALSE(fs::exists(folder_.path() / "out" / ".assay-probe"));
}

TEST_F(RunnerTest, TheSameAgainReturnsTheStoredResultWithoutOpeningTheModel) {
  (void)run_once(options());
  const auto before = read_file(revision_folder() / "Counting.json");
  const RunOutcome again = run_once(options());
  EXPECT_EQ(again.status, RunOutcome::Status::kStored);
  EXPECT_EQ(opened_, 1);
  EXPECT_EQ(log_.evaluated.size(), 4U);
  EXPECT_DOUBLE_EQ(*again.score, 0.025);
  EXPECT_EQ(read_file(revision_folder() / "Counting.json"), before);
}

TEST_F(RunnerTest, ARecordTellsHowTheScoresCameAboutAndSealsTheResultFile) {
  (void)run_once(options());
  const Json record = Json::parse(read_file(revision_folder() / "assay" / "Counting.json"));
  EXPECT_EQ(record["schema_version"], 1);
  EXPECT_EQ(record["result_sha256"], sha256_hex_of_file(revision_folder() / "Counting.json"));
  EXPECT_EQ(record["runs"].size(), 1U);
  EXPECT_EQ(record["runs"][0]["model"]["settings"]["precision"], "f32");
  EXPECT_EQ(record["runs"][0]["requested"], "test/hash-encoder");
  EXPECT_EQ(record["evaluations"].size(), 4U);
  EXPECT_EQ(record["evaluations"][3]["split"], "dev");
  EXPECT_EQ(record["evaluations"][3]["encoding"]["tokens"], 6);
  const Json scores =
      Json::parse(read_file(revision_folder() / "assay" / "Counting.per_query.json"));
  EXPECT_EQ(scores["test"]["a"]["cosine_spearman"].dump(), "[0.5,0.25]");
}

TEST_F(RunnerTest, WhatFinishedBeforeAFailureStaysAndOnlyTheRestIsEvaluatedLater) {
  log_.fails_at = "dev/b";
  const RunOutcome failed = run_once(options());
  EXPECT_EQ(failed.status, RunOutcome::Status::kFailed);
  EXPECT_EQ(failed.error, "data.jsonl:7: no such column");
  EXPECT_EQ(failed.error_kind, ErrorKind::kBadData);
  EXPECT_EQ(stored_scores(), (std::vector<double>{0.01, 0.02}));

  log_.fails_at.clear();
  log_.evaluated.clear();
  const RunOutcome resumed = run_once(options());
  EXPECT_EQ(resumed.status, RunOutcome::Status::kEvaluated);
  EXPECT_EQ(log_.evaluated, (std::vector<std::string>{"dev/b", "dev/a"}));
  // The random state has passed over the stored pairs: the same scores as in one go.
  EXPECT_EQ(stored_scores(), (std::vector<double>{0.01, 0.02, 0.03, 0.04}));
  const Json record = Json::parse(read_file(revision_folder() / "assay" / "Counting.json"));
  EXPECT_EQ(record["runs"].size(), 2U);
  EXPECT_EQ(record["evaluations"][0]["run"], 0);
  EXPECT_EQ(record["evaluations"][3]["run"], 1);
}

// Draws from one generator for all pairs, more or less of it for each: as clustering does.
class DrawingTask final : public Task {
 public:
  explicit DrawingTask(std::string fails_at) : fails_at_(std::move(fails_at)) {
    info_.name = "Drawing";
    info_.entry = {{"name", "Drawing"}};
    info_.dataset_revision = "data-1";
    info_.eval_splits = {"test", "dev"};
    info_.subsets = {{.name = "b", .languages = {"eng-Latn"}},
                     {.name = "a", .languages = {"deu-Latn"}},
                     {.name = "c", .languages = {"fra-Latn"}}};
    info_.main_score = "v_measure";
  }
  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset, Model&,
                                    const EvaluateOptions&) override {
    if (split + "/" + subset == fails_at_) throw Error(ErrorKind::kInterrupted, "interrupted");
    Evaluation evaluation;
    evaluation.scores.subset = subset;
    evaluation.scores.main_score = draw(split, subset);
    evaluation.scores.scores = {{"v_measure", *evaluation.scores.main_score}};
    return evaluation;
  }
  void skip(const std::string& split, const std::string& subset) override {
    static_cast<void>(draw(split, subset));
  }

 private:
  double draw(const std::string& split, const std::string& subset) {
    double last = 0;
    for (std::size_t i = 0; i < split.size() + static_cast<std::size_t>(subset[0]); ++i) {
      last = static_cast<double>(generator_() % 1000) / 1000;
    }
    return last;
  }
  std::string fails_at_;
  TaskInfo info_;
  std::mt19937 generator_{42};  // fresh for each task object
};

TEST_F(RunnerTest, AResumedRunEqualsAnUninterruptedOneWhereverItWasCut) {
  const auto scores_after = [&](const std::string& folder, const std::vector<std::string>& cuts) {
    RunOptions in_folder = options();
    in_folder.output = folder_.path() / folder;
    for (const std::string& cut : cuts) {
      const TaskPlan plan = {.name = "Drawing",
                             .make = [&] { return std::make_unique<DrawingTask>(cut); }};
      const auto outcomes = run({model_plan("test/hash-encoder")}, {plan}, in_folder, recorder_);
      EXPECT_EQ(outcomes.at(0).status,
                cut.empty() ? RunOutcome::Status::kEvaluated : RunOutcome::Status::kInterrupted);
    }
    const auto file = in_folder.output / "test__hash-encoder" / "1" / "Drawing.json";
    return Json::parse(read_file(file))["scores"].dump();
  };
  const std::string uninterrupted = scores_after("whole", {""});
  for (const char* cut : {"test/a", "test/c", "dev/b", "dev/a", "dev/c"}) {
    EXPECT_EQ(
        scores_after(std::string("cut-") + cut[0] + cut[std::string(cut).size() - 1], {cut, ""}),
        uninterrupted)
        << cut;
  }
  EXPECT_EQ(scores_after("cut twice", {"test/a", "dev/a", ""}), uninterrupted);
}

TEST_F(RunnerTest, ReRankingIsAnExperimentOfItsOwn) {
  const FirstStage first{.model = "org/first", .revision = "7", .top_k = 5, .rankings = {}};
  RunOptions rerank = options();
  rerank.first_stage = &first;
  const RunOutcome outcome = run_once(rerank);
  EXPECT_EQ(outcome.file,
            revision_folder() / "experiments" / "rerank_org_first@7__top_k_5" / "Counting.json");
  const Json meta = Json::parse(read_file(outcome.file.parent_path() / "model_meta.json"));
  EXPECT_EQ(meta["experiment_kwargs"]["rerank"], "org/first@7");
  EXPECT_EQ(run_once(rerank).status, RunOutcome::Status::kEvaluated);
  EXPECT_FALSE(fs::exists(revision_folder() / "Counting.json"));
}

TEST_F(RunnerTest, AFailedTaskDoesNotStopTheRun) {
  const TaskPlan broken = {.name = "Broken", .make = []() -> std::unique_ptr<Task> {
                             throw std::runtime_error("surprise");
                           }};
  const auto outcomes =
      run({model_plan("test/hash-encoder")}, {broken, task_plan()}, options(), recorder_);
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].status, RunOutcome::Status::kFailed);
  EXPECT_EQ(outcomes[0].error, "internal error: surprise");
  EXPECT_FALSE(outcomes[0].error_kind);
  EXPECT_EQ(outcomes[1].status, RunOutcome::Status::kEvaluated);
  EXPECT_EQ(recorder_.outcomes, 2);
}

TEST_F(RunnerTest, AModelThatCannotBeOpenedFailsItsTasksAndTheNextModelRuns) {
  const ModelPlan broken = {.requested = "org/broken", .open = []() -> std::unique_ptr<Model> {
                              throw Error(ErrorKind::kBadData, "model.safetensors: cut short");
                            }};
  const auto outcomes =
      run({broken, model_plan("test/hash-encoder")}, {task_plan()}, options(), recorder_);
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].error, "model.safetensors: cut short");
  EXPECT_EQ(outcomes[0].model, "org/broken");
  EXPECT_EQ(outcomes[1].status, RunOutcome::Status::kEvaluated);
}

TEST_F(RunnerTest, AnInterruptEndsTheRunAndKeepsWhatIsFinished) {
  log_.interrupts_at = "dev/a";
  const auto outcomes = run({model_plan("test/hash-encoder"), model_plan("test/other")},
                            {task_plan()}, options(), recorder_);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].status, RunOutcome::Status::kInterrupted);
  EXPECT_EQ(stored_scores(), (std::vector<double>{0.01, 0.02, 0.03}));
}

TEST_F(RunnerTest, ARequestToStopIsSeenBetweenPairs) {
  std::stop_source source;
  source.request_stop();
  RunOptions stopped = options();
  stopped.stop = source.get_token();
  EXPECT_EQ(run_once(stopped).status, RunOutcome::Status::kInterrupted);
  EXPECT_TRUE(log_.evaluated.empty());
}

TEST_F(RunnerTest, OverwriteAlwaysEvaluatesAgain) {
  (void)run_once(options());
  RunOptions always = options();
  always.overwrite = Overwrite::kAlways;
  EXPECT_EQ(run_once(always).status, RunOutcome::Status::kEvaluated);
  EXPECT_EQ(log_.evaluated.size(), 8U);
  const Json record = Json::parse(read_file(revision_folder() / "assay" / "Counting.json"));
  EXPECT_EQ(record["runs"].size(), 1U);
}

TEST_F(RunnerTest, OverwriteNeverRefusesToFillGaps) {
  RunOptions never = options();
  never.overwrite = Overwrite::kNever;
  log_.fails_at = "dev/b";
  EXPECT_EQ(run_once(never).status, RunOutcome::Status::kFailed);  // nothing was stored: it ran
  log_.fails_at.clear();
  const RunOutcome refused = run_once(never);
  EXPECT_EQ(refused.error_kind, ErrorKind::kUsage);
  EXPECT_NE(refused.error.find("has no stored scores for dev/b, dev/a"), std::string::npos)
      << refused.error;
}

TEST_F(RunnerTest, OverwriteOnlyCacheOpensNothing) {
  RunOptions only_cache = options();
  only_cache.overwrite = Overwrite::kOnlyCache;
  const RunOutcome missing = run_once(only_cache);
  EXPECT_EQ(missing.error_kind, ErrorKind::kUsage);
  EXPECT_NE(missing.error.find("has no stored result"), std::string::npos) << missing.error;
  EXPECT_EQ(opened_, 0);
  (void)run_once(options());
  EXPECT_EQ(run_once(only_cache).status, RunOutcome::Status::kStored);
  EXPECT_EQ(opened_, 1);
}

TEST_F(RunnerTest, ALimitedRunIsKeptApartAndNeverReused) {
  RunOptions limited = options();
  limited.limit = 5;
  (void)run_once(limited);
  const RunOutcome again = run_once(limited);
  EXPECT_EQ(again.status, RunOutcome::Status::kEvaluated);
  EXPECT_EQ(again.file, revision_folder() / "experiments" / "limit_5" / "Counting.json");
  EXPECT_FALSE(fs::exists(revision_folder() / "Counting.json"));
  const Json meta = Json::parse(read_file(again.file.parent_path() / "model_meta.json"));
  EXPECT_EQ(meta["experiment_kwargs"]["limit"], 5);
  EXPECT_EQ(run_once(options()).status, RunOutcome::Status::kEvaluated);
}

TEST_F(RunnerTest, AResultOfAnotherPrecisionIsReplacedOnlyWhenOneIsAskedFor) {
  precision_ = "bf16";
  (void)run_once(options());
  EXPECT_EQ(run_once(options()).status, RunOutcome::Status::kStored);
  precision_ = "f32";
  RunOptions exact = options();
  exact.precision = Precision::kF32;
  EXPECT_EQ(run_once(exact).status, RunOutcome::Status::kEvaluated);
  ASSERT_EQ(recorder_.notes.size(), 1U);
  EXPECT_NE(recorder_.notes[0].find("made with bf16, not f32"), std::string::npos)
      << recorder_.notes[0];
  EXPECT_EQ(run_once(exact).status, RunOutcome::Status::kStored);
}

TEST_F(RunnerTest, AnIncompleteResultFromOtherDataIsNotResumed) {
  log_.fails_at = "dev/b";
  (void)run_once(options());
  log_.fails_at.clear();
  log_.revision = "data-2";
  log_.evaluated.clear();
  (void)run_once(options());
  EXPECT_EQ(log_.evaluated.size(), 4U);
}

TEST_F(RunnerTest, ACompleteResultFromOtherDataIsReusedAsInMteb) {
  (void)run_once(options());
  log_.revision = "data-2";
  EXPECT_EQ(run_once(options()).status, RunOutcome::Status::kStored);
}

TEST_F(RunnerTest, AResultOfOwnDataThatHasChangedIsReplaced) {
  log_.is_published = false;
  (void)run_once(options());
  EXPECT_EQ(run_once(options()).status, RunOutcome::Status::kStored);
  log_.revision = "data-2";
  EXPECT_EQ(run_once(options()).status, RunOutcome::Status::kEvaluated);
}

TEST_F(RunnerTest, ResultsOfMtebItselfAreReusedAndCompleted) {
  // The model's revision folder, as Python leaves it: no record of ours.
  fs::create_directories(revision_folder());
  std::ofstream(revision_folder() / "Counting.json")
      << R"({"dataset_revision": "data-1", "task_name": "Counting",
    "mteb_version": "2.10.0", "evaluation_time": 10.0, "kg_co2_emissions": null, "scores": {"test": [
    {"main_score": 0.5, "hf_subset": "b", "languages": ["eng-Latn"]}]}})";
  const RunOutcome outcome = run_once(options());
  EXPECT_EQ(outcome.status, RunOutcome::Status::kEvaluated);
  EXPECT_EQ(stored_scores(), (std::vector<double>{0.5, 0.02, 0.03, 0.04}));
  const TaskResult result = read_result_file(outcome.file);
  EXPECT_EQ(result.mteb_version, "2.10.0-2.20.0");
  EXPECT_EQ(result.scores.at("test")[0].mteb_version, "2.10.0");
  EXPECT_GT(*result.evaluation_time, 10.0);
  EXPECT_GE(result.phases.at(0).start, 10.0);
}

TEST_F(RunnerTest, OnlyTheSplitsAndSubsetsAskedForAreEvaluated) {
  TaskPlan plan = task_plan();
  plan.splits = {"dev"};
  plan.subsets = {"a"};
  const auto outcomes = run({model_plan("test/hash-encoder")}, {plan}, options(), recorder_);
  EXPECT_EQ(log_.evaluated, (std::vector<std::string>{"dev/a"}));
  EXPECT_DOUBLE_EQ(*outcomes.at(0).score, 0.01);  // a fresh state, as in mteb
  plan.splits = {"tset"};
  const auto wrong = run({model_plan("test/hash-encoder")}, {plan}, options(), recorder_);
  EXPECT_EQ(wrong.at(0).error, "Counting has no split 'tset' (did you mean 'test'?)");
}

TEST_F(RunnerTest, AnAggregateRunsItsMembersAndStoresTheirMeanBesideTheirResults) {
  TaskInfo info;
  info.name = "Mean";
  info.protocol = "aggregate";
  info.eval_splits = {"test"};
  info.subsets = {{.name = "default", .languages = {"eng-Latn"}}};
  info.main_score = "cosine_spearman";
  TaskPlan plan{.name = "Mean", .make = [info] { return make_aggregate_task(info, {}); }};
  plan.members = {task_plan()};
  const auto outcomes = run({model_plan("test/hash-encoder")}, {plan}, options(), recorder_);
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].task, "Counting");
  EXPECT_EQ(outcomes[1].task, "Mean");
  EXPECT_EQ(outcomes[1].status, RunOutcome::Status::kEvaluated) << outcomes[1].error;
  EXPECT_DOUBLE_EQ(*outcomes[1].score, 0.015);  // the mean of test/b and test/a
  const TaskResult stored = read_result_file(revision_folder() / "Mean.json");
  EXPECT_EQ(stored.dataset_revision, "1");
  EXPECT_GE(*stored.evaluation_time, *outcomes[0].result.evaluation_time);
  EXPECT_TRUE(fs::exists(revision_folder() / "Counting.json"));

  const auto again = run({model_plan("test/hash-encoder")}, {plan}, options(), recorder_);
  EXPECT_EQ(again.at(1).status, RunOutcome::Status::kStored);

  fs::remove(revision_folder() / "Counting.json");
  log_.fails_at = "test/b";
  const auto failed = run({model_plan("test/hash-encoder")}, {plan}, options(), recorder_);
  EXPECT_EQ(failed.at(1).status, RunOutcome::Status::kFailed);
  EXPECT_EQ(failed.at(1).error,
            "Mean: no result of its member Counting: data.jsonl:7: no such column");
}

TEST_F(RunnerTest, TrecRunsAreWrittenOnRequest) {
  RunOptions with_runs = options();
  with_runs.trec_runs = true;
  (void)run_once(with_runs);
  EXPECT_EQ(read_file(revision_folder() / "assay" / "Counting.dev.a.trec"),
            "1 Q0 d 1 0.5 assay-test/hash-encoder\n");
}

TEST_F(RunnerTest, AnOutputFolderThatCannotBeMadeIsFoundBeforeTheModelIsOpened) {
  folder_.write("out", "a file in place of the folder");
  const RunOutcome outcome = run_once(options());
  EXPECT_EQ(outcome.status, RunOutcome::Status::kFailed);
  EXPECT_EQ(outcome.error_kind, ErrorKind::kUnavailable);
  EXPECT_EQ(opened_, 0);
  EXPECT_TRUE(log_.evaluated.empty());
}

TEST_F(RunnerTest, ScoresThatCannotBeStoredAreInTheOutcome) {
  // A folder where the result file has to go.
  fs::create_directories(revision_folder() / "Counting.json" / "x");
  RunOptions always = options();
  always.overwrite = Overwrite::kAlways;
  const RunOutcome outcome = run_once(always);
  EXPECT_EQ(outcome.status, RunOutcome::Status::kFailed);
  EXPECT_EQ(outcome.error_kind, ErrorKind::kUnavailable);
  EXPECT_EQ(outcome.result.scores.at("test").size(), 1U);
}

TEST_F(RunnerTest, ABrokenStoredResultIsAnErrorNotAReasonToOverwrite) {
  fs::create_directories(revision_folder());
  std::ofstream(revision_folder() / "Counting.json") << "{";
  const RunOutcome outcome = run_once(options());
  EXPECT_EQ(outcome.status, RunOutcome::Status::kFailed);
  EXPECT_EQ(outcome.error_kind, ErrorKind::kBadData);
  EXPECT_EQ(read_file(revision_folder() / "Counting.json"), "{");
}

}  // namespace
}  // namespace assay
