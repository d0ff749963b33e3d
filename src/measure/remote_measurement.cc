#include "measure/remote_measurement.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "assay/error.h"
#include "measure/batch_throughput.h"
#include "measure/cost.h"
#include "measure/describe_model.h"
#include "measure/machine_context.h"
#include "measure/query_latency.h"
#include "measure/subject.h"

namespace assay {
namespace {

constexpr std::size_t kQueryTexts = 512;
constexpr std::size_t kLatencyRounds = 5;
constexpr std::size_t kSweepRounds = 2;
// A caller of the sweep makes one call to warm up, and this share of the single queries in a round.
constexpr std::size_t kCallsPerCaller = 32;

// 1, 4, 16, ... and `most`.
std::vector<unsigned> caller_counts(unsigned most) {
  std::vector<unsigned> counts;
  for (unsigned count = 1; count < most; count *= 4) counts.push_back(count);
  counts.push_back(most);
  return counts;
}

// The same calls whoever answers. What they come to is left in a Measurement.
class RemoteCalls {
 public:
  RemoteCalls(Model& model, const MeasureOptions& options)
      : subject_(model, options.stop), options_(options) {}

  void make(Measurement& result) {
    tell(2 + options_.batches.size() + 2 * caller_counts(options_.remote_callers).size() - 1);
    measure_queries(result);
    measure_documents(result);
    for (const unsigned callers : caller_counts(options_.remote_callers)) {
      measure_cell(result, mixed_queries(), callers, 1);
    }
    result.service = service_;
    if (options_.progress != nullptr) options_.progress->end();
  }

 private:
  void tell(std::size_t steps) const {
    if (options_.progress != nullptr) options_.progress->begin("calls", steps, "measurements");
  }
  void advance() const {
    if (options_.progress != nullptr) options_.progress->advance(1);
  }

  // With a count of what the service was asked for; several callers at a time.
  TakeTexts take(bool queries) {
    return [this, queries](std::span<const std::string> texts) {
      const EncodeStats stats =
          queries ? subject_.take_queries(texts) : subject_.take_documents(texts);
      const std::lock_guard lock(mutex_);
      service_ += stats.service;
      return stats;
    };
  }

  // Over a connection that has not been used for texts before.
  double time_first_query() {
    const std::vector<std::string> query = texts_.make(short_queries(), 1);
    const auto start = std::chrono::steady_clock::now();
    (void)take(true)(query);
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
  }

  void measure_queries(Measurement& result) {
    const double first_ms = time_first_query();
    const Rounds rounds{
        .count = kLatencyRounds,
        .seconds = 0,
        .least_queries = std::max<std::size_t>(options_.remote_calls / kLatencyRounds, 1),
        .stop = options_.stop};
    for (const LengthMix& mix : {short_queries(), mixed_queries()}) {
      result.latencies.push_back(measure_latency(take(true), std::string(mix.name),
                                                 texts_.make(mix, kQueryTexts), rounds));
      result.latencies.back().first_ms = first_ms;
      advance();
    }
  }

  // One caller with each batch, then more of them with the largest.
  void measure_documents(Measurement& result) {
    for (const std::size_t batch : options_.batches) {
      measure_cell(result, document_texts(), 1, batch);
    }
    for (const unsigned callers : caller_counts(options_.remote_callers)) {
      if (callers == 1) continue;
      measure_cell(result, document_texts(), callers, std::ranges::max(options_.batches));
    }
  }

  void measure_cell(Measurement& result, const LengthMix& mix, unsigned callers,
                    std::size_t batch) {
    const bool queries = mix.name == kMixedTexts;
    const Rounds rounds{
        .count = kSweepRounds,
        .least_count = kSweepRounds,
        .seconds = 0,
        .least_calls = std::max<std::size_t>(options_.remote_calls / kCallsPerCaller, 1),
        .stop = options_.stop};
    RaplMeter no_meter("");  // the energy is spent elsewhere
    SweepRun run = measure_throughput(
        take(queries),
        {.texts = std::string(mix.name), .threads = 0, .clients = callers, .batch_texts = batch},
        texts_.make(mix, std::max(2 * batch * callers, kQueryTexts)), rounds, no_meter);
    result.throughputs.push_back(std::move(run.throughput));
    advance();
  }

  Subject subject_;
  const MeasureOptions& options_;
  // Words stand for tokens here: to have them counted would take calls. What is reported are the
  // tokens of the service.
  SampleTexts texts_{[](const std::string&) { return std::uint64_t{0}; }};
  std::mutex mutex_;
  ServiceUse service_;
};

// One caller at a time: a model that counts is not made for several.
class OneAtATime final : public Encoder {
 public:
  explicit OneAtATime(Encoder& inner) : inner_(inner) {}
  [[nodiscard]] const ModelInfo& info() const override { return inner_.info(); }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override {
    const std::lock_guard lock(mutex_);
    return inner_.encode(texts, context, stats);
  }

 private:
  Encoder& inner_;
  std::mutex mutex_;
};

}  // namespace

void rehearse_remote(Encoder& counter, const MeasureOptions& options) {
  OneAtATime model(counter);
  MeasureOptions silent = options;
  silent.progress = nullptr;
  Measurement ignored;
  RemoteCalls(model, silent).make(ignored);
}

Measurement describe_remote(const Model& model, const std::string& requested,
                            const MeasureOptions& options) {
  Measurement result;
  result.requested = requested;
  result.threads = 0;
  result.machine = describe_machine_for_timing();
  describe_model(result, model.info());
  result.price = price_of(result, options);
  return result;
}

Measurement measure_remote(const MeasuredModel& model, const MeasureOptions& options) {
  Opening opening;
  const auto opened = open_watched([&] { return model.open(1); }, opening);
  Measurement result = describe_remote(*opened, model.requested, options);
  result.is_full = true;
  result.load.first_seconds = opening.seconds;
  RemoteCalls(*opened, options).make(result);
  result.price = price_of(result, options);
  return result;
}

}  // namespace assay
