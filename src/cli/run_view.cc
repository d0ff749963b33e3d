#include "cli/run_view.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "cli/exit_code.h"

namespace assay::cli {
namespace {

bool has_failed(const RunOutcome& outcome) {
  return outcome.status == RunOutcome::Status::kFailed ||
         outcome.status == RunOutcome::Status::kInterrupted;
}

// Scores of a task that failed half-way, or whose file could not be written, are not lost: they are
// printed.
std::string print_finished_pairs(const RunOutcome& outcome) {
  std::string text;
  for (const auto& [split, subsets] : outcome.result.scores) {
    for (const SubsetScores& subset : subsets) {
      text += (text.empty() ? "" : ", ") + split + "/" + subset.subset + " " +
              print_percent(subset.main_score);
    }
  }
  return text;
}

std::string print_failure(const RunOutcome& outcome) {
  std::string line = outcome.model + " on " + outcome.task + ": " +
                     std::string(to_string(outcome.status)) + ": " + outcome.error;
  const std::string finished = print_finished_pairs(outcome);
  if (!finished.empty()) {
    line += (outcome.file.empty() ? " (not stored: " : " (finished: ") + outcome.main_metric + " " +
            finished + ")";
  }
  return line;
}

std::string print_precision(const ModelInfo& model) {
  const auto precision = model.settings.find("precision");
  return precision != model.settings.end() && precision->is_string()
             ? ", " + precision->get<std::string>()
             : std::string();
}

class TextView final : public RunObserver {
 public:
  explicit TextView(Progress& progress) : progress_(progress) {}

  void on_model(const ModelInfo& model) override {
    std::string line = model.name + " (" + model.revision;
    if (model.embed_dim > 0) line += ", " + std::to_string(model.embed_dim) + " dimensions";
    progress_.note(line + print_precision(model) + ")");
  }
  void on_start(const std::string& model, const std::string& task) override {
    progress_.note(model + " on " + task);
  }
  void on_outcome(const RunOutcome& outcome) override {
    progress_.end();
    if (has_failed(outcome)) {
      progress_.note(print_failure(outcome));
      return;
    }
    std::string line = "  " + outcome.main_metric + " " + print_percent(outcome.score);
    if (outcome.status == RunOutcome::Status::kStored) {
      line = outcome.model + " on " + outcome.task + "\n" + line + ", stored before";
    } else {
      line += ", " + print_duration(outcome.seconds);
    }
    progress_.note(line);
  }
  void on_note(const std::string& line) override { progress_.note(line); }

 private:
  Progress& progress_;
};

class QuietView final : public RunObserver {
 public:
  void on_model(const ModelInfo&) override {}
  void on_start(const std::string&, const std::string&) override {}
  void on_outcome(const RunOutcome& outcome) override {
    if (has_failed(outcome)) print_error(print_failure(outcome));
  }
  void on_note(const std::string&) override {}
};

// "1,234 calls (3 repeated, 2 throttled), 56,789 tokens, $0.0011", one line for each model and task
// that was paid for.
std::string print_service(const RunOutcome& outcome) {
  const ServiceUse& service = outcome.encode.service;
  const auto count = [](std::uint64_t number) { return print_count(static_cast<double>(number)); };
  std::array<char, 32> dollars{};
  std::snprintf(dollars.data(), dollars.size(), "$%.4f", service.dollars);
  std::string line = outcome.model + " on " + outcome.task + ": " + count(service.calls) +
                     " calls (" + count(service.retries) + " repeated, " +
                     count(service.throttles) + " throttled), " + count(service.billed_tokens) +
                     " tokens, " + dollars.data();
  if (outcome.encode.truncated_texts > 0) {
    line += ", " + count(outcome.encode.truncated_texts) + " texts truncated";
  }
  if (service.failed_texts > 0) line += ", " + count(service.failed_texts) + " texts refused";
  return line;
}

Json describe_outcome(const RunOutcome& outcome) {
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
  };
  return {
      {"model", outcome.model},
      {"revision", text_or_null(outcome.revision)},
      {"task", outcome.task},
      {"status", to_string(outcome.status)},
      {"metric", text_or_null(outcome.main_metric)},
      {"score", outcome.score ? Json(*outcome.score) : Json(nullptr)},
      {"seconds", outcome.seconds},
      {"texts", outcome.encode.texts},
      {"unique_texts", outcome.encode.unique_texts},
      {"stored_texts", outcome.encode.stored_texts},
      {"truncated_texts", outcome.encode.truncated_texts},
      {"tokens", outcome.encode.tokens},
      {"encode_seconds", outcome.encode.seconds},
      {"service", outcome.encode.service.calls == 0 ? Json(nullptr)
                                                    : describe_service_use(outcome.encode.service)},
      {"file", text_or_null(outcome.file.string())},
      {"error", text_or_null(outcome.error)}};
}

class JsonView final : public RunObserver {
 public:
  explicit JsonView(Progress& progress) : progress_(progress) {}
  void on_model(const ModelInfo& model) override {
    write_event({{"event", "model"},
                 {"model", model.name},
                 {"revision", model.revision},
                 {"settings", model.settings}});
  }
  void on_start(const std::string& model, const std::string& task) override {
    write_event({{"event", "start"}, {"model", model}, {"task", task}});
  }
  void on_outcome(const RunOutcome& outcome) override {
    progress_.end();
    Json event = {{"event", "outcome"}};
    event.update(describe_outcome(outcome));
    write_event(event);
  }
  void on_note(const std::string& line) override { progress_.note(line); }

 private:
  Progress& progress_;
};

}  // namespace

std::unique_ptr<RunObserver> make_run_view(Verbosity verbosity, Progress& progress) {
  switch (verbosity) {
    case Verbosity::kJson:
      return std::make_unique<JsonView>(progress);
    case Verbosity::kQuiet:
      return std::make_unique<QuietView>();
    case Verbosity::kNormal:
      break;
  }
  return std::make_unique<TextView>(progress);
}

std::vector<ScoreRow> to_score_rows(const std::vector<RunOutcome>& outcomes) {
  std::vector<ScoreRow> rows;
  for (const RunOutcome& outcome : outcomes) {
    ScoreRow row;
    row.model = outcome.model;
    row.task = outcome.task;
    row.metric = outcome.main_metric;
    row.score = outcome.score;
    row.tokens = static_cast<double>(outcome.encode.tokens);
    row.encode_seconds = outcome.encode.seconds;
    if (outcome.status == RunOutcome::Status::kEvaluated) row.seconds = outcome.seconds;
    if (has_failed(outcome)) {
      row.status = to_string(outcome.status);
    } else if (!outcome.score) {
      row.status = "undefined";
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Json describe_outcomes(const std::vector<RunOutcome>& outcomes) {
  Json list = Json::array();
  for (const RunOutcome& outcome : outcomes) list.push_back(describe_outcome(outcome));
  return {{"outcomes", std::move(list)}};
}

std::string describe_files(const std::vector<RunOutcome>& outcomes, const std::string& output) {
  std::string text;
  std::vector<std::string> folders;
  for (const RunOutcome& outcome : outcomes) {
    if (has_failed(outcome)) text += print_failure(outcome) + "\n";
    if (outcome.encode.service.calls > 0) text += print_service(outcome) + "\n";
    if (outcome.file.empty()) continue;
    const std::string folder = outcome.file.parent_path().string();
    if (std::find(folders.begin(), folders.end(), folder) == folders.end())
      folders.push_back(folder);
  }
  if (folders.size() == 1) {
    text += "Results: " + folders.front() + "\n";
  } else if (!folders.empty()) {
    text += "Results: " + output + " (" + std::to_string(folders.size()) + " models)\n";
  }
  return text;
}

int exit_code_of_run(const std::vector<RunOutcome>& outcomes) {
  const auto any = [&](auto matches) {
    return std::any_of(outcomes.begin(), outcomes.end(), matches);
  };
  using Status = RunOutcome::Status;
  if (any([](const RunOutcome& outcome) { return outcome.status == Status::kInterrupted; }))
    return kExitInterrupted;
  if (!any(has_failed)) return kExitDone;
  if (any([](const RunOutcome& outcome) { return has_failed(outcome) && !outcome.error_kind; }))
    return kExitInternal;
  const bool all_usage = !any([](const RunOutcome& outcome) {
    return has_failed(outcome) && outcome.error_kind != ErrorKind::kUsage;
  });
  return all_usage ? kExitUsage : kExitFailed;
}

}  // namespace assay::cli
