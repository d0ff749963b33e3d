#include "encoder/batch_encoder.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <unordered_set>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "encoder/batch_jobs.h"
#include "encoder/batch_results.h"
#include "encoder/remote_encoder.h"
#include "encoder/unique_texts.h"

namespace assay {
namespace {

using std::chrono::milliseconds;
using Indices = std::vector<std::uint32_t>;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kFirstPoll{1'000};
constexpr milliseconds kLongestPoll{60'000};
constexpr std::chrono::seconds kBetweenNotes{60};

// A job that is waited for.
struct Watched {
  BatchJob job;
  double expected_dollars = 0;
  std::string last_status;
  Clock::time_point last_note;
};
using WatchedJobs = std::deque<Watched>;

class BatchEncoder final : public Encoder {
 public:
  explicit BatchEncoder(BatchParts parts)
      : parts_(std::move(parts)), jobs_(parts_.client, parts_.options.batch) {
    if (parts_.model.name().model_id.find(":provisioned-model/") != std::string::npos) {
      throw Error(ErrorKind::kUsage, "batch jobs: Bedrock runs none on provisioned throughput");
    }
    const PriceTable& prices = prices_of(parts_.options);
    price_ = prices.batch_per_million_tokens(parts_.price_name)
                 .value_or(prices.per_million_tokens(parts_.price_name).value_or(0));
  }

  [[nodiscard]] const ModelInfo& info() const override { return parts_.live->info(); }
  [[nodiscard]] Json conditions(const EncodeContext& context) const override {
    return parts_.live->conditions(context);
  }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override;

 private:
  [[nodiscard]] WatchedJobs adopt(BatchWork& work);
  // Orders jobs for what no job has; returns the texts that are left over for live calls.
  [[nodiscard]] Indices order_new(BatchWork& work, WatchedJobs& jobs);
  void prepare(BatchWork& work, WatchedJobs& jobs, BatchJob job, std::string input,
               std::size_t bytes);
  void order(BatchWork& work, WatchedJobs& jobs, Watched& watched);
  // Until all are over; returns the texts that came back without a vector.
  [[nodiscard]] Indices wait_for(BatchWork& work, WatchedJobs& jobs);
  // True when it is over, with its results taken.
  [[nodiscard]] bool look_after(BatchWork& work, WatchedJobs& jobs, Watched& watched,
                                Indices& missing);
  void end(BatchWork& work, Watched& watched, const JobState& state, Indices& missing);
  void tell(Watched& watched, const JobState& state, const BatchWork& work) const;
  void encode_live(BatchWork& work, Indices which);
  void count_unfinished(const WatchedJobs& jobs) const;
  [[noreturn]] void stop_waiting(const BatchWork& work, std::size_t jobs) const;
  void note(const BatchWork& work, const std::string& line) const {
    if (work.context.progress != nullptr) work.context.progress->note(line);
  }
  [[nodiscard]] double dollars(std::uint64_t tokens) const {
    return price_ * static_cast<double>(tokens) / 1e6;
  }

  BatchParts parts_;
  BatchJobs jobs_;
  double price_ = 0;
};

std::string label(const Watched& watched) { return "batch job " + watched.job.order.name; }

// Jobs that an earlier call left behind and that have texts of this one.
WatchedJobs BatchEncoder::adopt(BatchWork& work) {
  WatchedJobs adopted;
  for (BatchJob& job : jobs_.find(batch_scope(info(), work.conditions))) {
    std::size_t wanted = 0;
    for (const auto& keys : job.records) {
      wanted += static_cast<std::size_t>(
          std::ranges::count_if(keys, [&](const auto& key) { return work.open.contains(key); }));
    }
    if (wanted == 0) continue;
    note(work, "batch job " + job.order.name + " has " + std::to_string(wanted) +
                   " of the texts: they are not ordered again");
    adopted.push_back({.job = std::move(job)});
  }
  return adopted;
}

void BatchEncoder::prepare(BatchWork& work, WatchedJobs& jobs, BatchJob job, std::string input,
                           std::size_t bytes) {
  const double expected = dollars(estimate_tokens(bytes));
  if (parts_.options.budget) parts_.options.budget->begin_call(expected);
  jobs.push_back({.job = std::move(job), .expected_dollars = expected});
  jobs_.prepare(jobs.back().job, std::move(input), work.context.stop);
  ++work.stats.service.calls;
}

Indices BatchEncoder::order_new(BatchWork& work, WatchedJobs& jobs) {
  std::unordered_set<std::string> ordered;
  for (const Watched& watched : jobs) {
    for (const auto& keys : watched.job.records) ordered.insert(keys.begin(), keys.end());
  }
  const BatchLimits limits = parts_.model.limits();
  Indices live;
  std::vector<std::pair<std::uint32_t, std::string>> fresh;
  for (const auto& [key, text] : work.open) {
    if (ordered.contains(key)) continue;
    if (work.texts[text].empty() && !limits.takes_empty_text) {
      live.push_back(text);
    } else {
      fresh.emplace_back(text, key);
    }
  }
  std::ranges::sort(fresh);
  const std::size_t per_record = texts_per_record(fresh.size(), limits.texts);
  std::size_t next = 0;
  while (per_record > 0 && next < fresh.size()) {
    const std::size_t begin = next;
    BatchJob job;
    std::string input;
    std::size_t bytes = 0;
    while (next < fresh.size() && job.records.size() < parts_.most_records &&
           input.size() < kMostInputBytes) {
      std::vector<std::string> sent;
      std::vector<std::string> keys;
      for (; next < fresh.size() && sent.size() < per_record; ++next) {
        sent.emplace_back(cut_characters(work.texts[fresh[next].first], limits.characters));
        keys.push_back(fresh[next].second);
        bytes += sent.back().size();
      }
      input += R"({"recordId":")" + record_id(job.records.size()) + R"(","modelInput":)" +
               parts_.model.request(sent, work.conditions) + "}\n";
      job.records.push_back(std::move(keys));
    }
    if (job.records.size() < kFewestRecords) {
      next = begin;
      break;
    }
    job.order.model_id = parts_.model.name().model_id;
    job.scope = batch_scope(info(), work.conditions);
    prepare(work, jobs, std::move(job), std::move(input), bytes);
    order(work, jobs, jobs.back());
  }
  for (; next < fresh.size(); ++next) live.push_back(fresh[next].first);
  return live;
}

void BatchEncoder::order(BatchWork& work, WatchedJobs& jobs, Watched& watched) {
  if (jobs_.order(watched.job, work.context.stop)) {
    note(work, label(watched) + ": " + std::to_string(watched.job.records.size()) +
                   " records are ordered");
    return;
  }
  const bool others_run =
      std::ranges::any_of(jobs, [](const Watched& w) { return !w.job.arn.empty(); });
  if (others_run) return;  // one of them will make room
  jobs_.close(watched.job);
  throw Error(ErrorKind::kUnavailable,
              info().name +
                  ": Bedrock takes no batch job now: the account's quota of jobs under way, or of "
                  "records in one, is used up (see Service Quotas)");
}

void BatchEncoder::tell(Watched& watched, const JobState& state, const BatchWork& work) const {
  const auto now = Clock::now();
  const bool is_due = state.processed > 0 && now - watched.last_note >= kBetweenNotes;
  if (state.status == watched.last_status && !is_due) return;
  watched.last_status = state.status;
  watched.last_note = now;
  note(work, label(watched) + ": " + describe(state));
}

void BatchEncoder::end(BatchWork& work, Watched& watched, const JobState& state, Indices& missing) {
  TakenResults taken;
  if (state.has_results()) taken = take_results(work, jobs_, watched.job, parts_.model);
  jobs_.close(watched.job, taken.has_texts_of_others);
  const double cost = dollars(taken.tokens);
  work.stats.tokens += taken.tokens;
  work.stats.service.billed_tokens += taken.tokens;
  work.stats.service.dollars += cost;
  if (parts_.options.budget) {
    parts_.options.budget->end_call(std::exchange(watched.expected_dollars, 0.0), cost);
  }
  if (state.status != "Completed" && state.status != "PartiallyCompleted") {
    throw Error(ErrorKind::kUnavailable,
                label(watched) + ": " + describe(state) +
                    "; what came back is kept, and the same command goes on with the rest");
  }
  if (taken.missing.empty()) return;
  note(work, label(watched) + ": " + std::to_string(taken.missing.size()) +
                 " texts came back without a vector" +
                 (taken.reason.empty() ? "" : " (" + taken.reason + ")") +
                 ": they are asked for by live calls");
  missing.insert(missing.end(), taken.missing.begin(), taken.missing.end());
}

bool BatchEncoder::look_after(BatchWork& work, WatchedJobs& jobs, Watched& watched,
                              Indices& missing) {
  if (watched.job.arn.empty()) {
    order(work, jobs, watched);
    return false;
  }
  const JobState state = jobs_.state(watched.job, work.context.stop);
  tell(watched, state, work);
  if (!state.is_over()) return false;
  end(work, watched, state, missing);
  return true;
}

// What is ordered will be billed, whoever takes it.
void BatchEncoder::count_unfinished(const WatchedJobs& jobs) const {
  if (!parts_.options.budget) return;
  for (const Watched& watched : jobs) {
    const double expected = watched.expected_dollars;
    parts_.options.budget->end_call(expected, watched.job.arn.empty() ? 0 : expected);
  }
}

void BatchEncoder::stop_waiting(const BatchWork& work, std::size_t jobs) const {
  const std::string what = std::to_string(jobs) +
                           " batch jobs go on: the same command waits for them; 'assay bedrock "
                           "batch stop NAME' stops one";
  note(work, what);
  throw Error(ErrorKind::kInterrupted, info().name + ": stopped while waiting; " + what);
}

Indices BatchEncoder::wait_for(BatchWork& work, WatchedJobs& jobs) {
  Indices missing;
  milliseconds delay = kFirstPoll;
  while (true) {
    try {
      for (std::size_t i = 0; i < jobs.size();) {
        const bool is_over = look_after(work, jobs, jobs[i], missing);
        if (is_over) jobs.erase(jobs.begin() + static_cast<std::ptrdiff_t>(i));
        if (!is_over) ++i;
      }
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInterrupted) stop_waiting(work, jobs.size());
      throw;
    }
    if (jobs.empty()) return missing;
    if (parts_.options.budget) parts_.options.budget->check_minutes();
    // Not in step with others who wait.
    const auto wait =
        std::chrono::duration_cast<milliseconds>(delay * (0.75 + 0.5 * parts_.clock.random()));
    if (!parts_.clock.sleep(wait, work.context.stop)) stop_waiting(work, jobs.size());
    delay = std::min(kLongestPoll, delay * 3 / 2);
  }
}

void BatchEncoder::encode_live(BatchWork& work, Indices which) {
  if (which.empty()) return;
  std::ranges::sort(which);
  std::vector<std::string> texts;
  for (const std::uint32_t text : which) texts.push_back(work.texts[text]);
  EncodeContext inner = work.context;
  if (work.context.on_batch) {
    inner.on_batch = [&](const EncodedBatch& batch) {
      Indices named;
      for (const std::uint32_t text : batch.texts) named.push_back(which[text]);
      work.context.on_batch({.texts = named, .vectors = batch.vectors, .tokens = batch.tokens});
    };
  }
  const Matrix rows = parts_.live->encode(texts, inner, &work.stats);
  for (std::size_t i = 0; i < which.size(); ++i) {
    std::ranges::copy(rows.row(i), work.vectors.row(which[i]).begin());
  }
}

Matrix BatchEncoder::encode(std::span<const std::string> texts, const EncodeContext& context,
                            EncodeStats* stats) {
  if (context.role == Role::kQuery) return parts_.live->encode(texts, context, stats);
  const auto start = Clock::now();
  Matrix vectors(texts.size(), info().embed_dim);
  EncodeStats encoded;
  const UniqueTexts unique = find_unique(texts);
  if (context.progress != nullptr) context.progress->advance(texts.size() - unique.first.size());
  BatchWork work{.texts = texts,
                 .context = context,
                 .conditions = parts_.model.conditions(context),
                 .vectors = vectors,
                 .stats = encoded,
                 .open = {}};
  for (const std::uint32_t text : unique.first) work.open.emplace(batch_key(texts[text]), text);
  WatchedJobs jobs = adopt(work);
  try {
    encode_live(work, order_new(work, jobs));  // while the jobs are under way
    encode_live(work, wait_for(work, jobs));
  } catch (...) {
    count_unfinished(jobs);
    throw;
  }
  copy_to_repeated(unique, vectors);
  if (stats != nullptr) {
    encoded.texts = texts.size();
    encoded.unique_texts = unique.first.size();
    encoded.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    *stats += encoded;
  }
  return vectors;
}

}  // namespace

std::unique_ptr<Encoder> make_batch_encoder(BatchParts parts) {
  return std::make_unique<BatchEncoder>(std::move(parts));
}

}  // namespace assay
