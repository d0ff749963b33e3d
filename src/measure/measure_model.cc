#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "assay/error.h"
#include "assay/measure.h"
#include "base/parallel.h"
#include "measure/batch_throughput.h"
#include "measure/cost.h"
#include "measure/describe_model.h"
#include "measure/machine_context.h"
#include "measure/percentiles.h"
#include "measure/process_memory.h"
#include "measure/remote_measurement.h"
#include "measure/subject.h"

namespace assay {
namespace {

// How often a model is opened to see how long that takes; slow ones less often.
constexpr std::size_t kOpenings = 4;
constexpr double kSlowOpeningSeconds = 10;
constexpr std::size_t kQueryTexts = 512;

// 1, 2, 4, ... and `most`; largest first.
std::vector<unsigned> thread_counts(unsigned most) {
  std::vector<unsigned> counts;
  for (unsigned count = 1; count < most; count *= 2) counts.push_back(count);
  counts.push_back(most);
  std::ranges::reverse(counts);
  return counts;
}

Rounds rounds_of(const MeasureOptions& options) {
  return {.count = options.rounds, .seconds = options.seconds, .stop = options.stop};
}

TakeTexts queries_of(const Subject& subject) {
  return [&subject](std::span<const std::string> texts) { return subject.take_queries(texts); };
}
TakeTexts documents_of(const Subject& subject) {
  return [&subject](std::span<const std::string> texts) { return subject.take_documents(texts); };
}

// The full measurement, step by step; one model is open at a time.
class FullMeasurement {
 public:
  FullMeasurement(const MeasuredModel& model, const MeasureOptions& options)
      : model_(model), options_(options), cores_(resolve_threads(options.threads)) {}

  Measurement measure() {
    result_.requested = model_.requested;
    result_.is_full = true;
    result_.threads = cores_;
    result_.machine = describe_machine_for_timing();
    tell("load", 0);
    const bool cold = drop_from_page_cache(model_.files);
    Opening opening;
    auto model = open(cores_, opening);
    result_.memory.before_bytes = opening.before_bytes;
    result_.memory.peak_load_bytes = opening.peak_bytes;
    result_.memory.loaded_bytes = resident_bytes();
    result_.load.first_seconds = opening.seconds;
    if (cold) result_.load.cold_seconds = opening.seconds;
    measure_queries(*model);
    for (const unsigned threads : thread_counts(cores_)) {
      if (!model) model = open_again(threads);
      measure_batches(*model, threads);
      // The hash of the weights is made at the first question, which takes a while.
      if (result_.model.empty()) describe_model(result_, model->info());
      const bool has_vectors = model->as_encoder() != nullptr;
      model.reset();
      if (!has_vectors) break;  // an index is made and asked by one thread, however many there are
    }
    while (load_seconds_.size() + 1 < kOpenings && opening.seconds < kSlowOpeningSeconds) {
      (void)open_again(cores_);
    }
    if (!load_seconds_.empty()) result_.load.seconds = spread_of(load_seconds_);
    if (best_) result_.energy = energy_of(*best_, options_);
    result_.price = price_of(result_, options_);
    if (options_.progress != nullptr) options_.progress->end();
    return std::move(result_);
  }

 private:
  void tell(const std::string& phase, std::size_t steps) const {
    if (options_.progress != nullptr) {
      options_.progress->begin(model_.requested + ": " + phase, steps, "measurements");
    }
  }
  void advance() const {
    if (options_.progress != nullptr) options_.progress->advance(1);
  }

  std::unique_ptr<Model> open(unsigned threads, Opening& opening) const {
    malloc_trim(0);  // what an earlier model left behind is not this one's
    return open_watched([&] { return model_.open(threads); }, opening);
  }
  std::unique_ptr<Model> open_again(unsigned threads) {
    Opening opening;
    auto model = open(threads, opening);
    load_seconds_.push_back(opening.seconds);
    return model;
  }

  void measure_queries(Model& model) {
    tell("queries", 2);
    const Subject subject(model, options_.stop);
    reset_peak();
    const double first_ms = 1e3 * subject.take_first_query();
    texts_.emplace(subject.make_sample_texts());
    result_.tokens_are_words = texts_->tokens_are_words();
    for (const LengthMix& mix : {short_queries(), mixed_queries()}) {
      result_.latencies.push_back(measure_latency(queries_of(subject), std::string(mix.name),
                                                  texts_->make(mix, kQueryTexts),
                                                  rounds_of(options_)));
      result_.latencies.back().first_ms = first_ms;
      advance();
    }
    result_.memory.peak_query_bytes = peak_bytes();
  }

  void measure_batches(Model& model, unsigned threads) {
    const Subject subject(model, options_.stop);
    std::vector<std::size_t> batches = options_.batches;
    if (!subject.has_vectors()) batches = {Subject::kIndexDocuments};
    tell(std::to_string(threads) + (threads == 1 ? " thread" : " threads"), batches.size() + 1);
    reset_peak();
    for (const std::size_t batch : batches) measure_documents(subject, threads, batch);
    if (threads == cores_) result_.memory.peak_batch_bytes = peak_bytes();
    // As many callers as cores, one query each at a time: a busy service.
    measure_clients(subject, threads, subject.takes_clients() ? threads : 1);
  }

  void measure_documents(const Subject& subject, unsigned threads, std::size_t batch) {
    // Enough texts that every batch differs from the one before.
    const auto texts = texts_->make(document_texts(), std::max<std::size_t>(2 * batch, 64));
    const SweepRun run = measure_throughput(
        documents_of(subject),
        {.texts = std::string(kDocumentTexts), .threads = threads, .batch_texts = batch}, texts,
        rounds_of(options_), rapl_);
    result_.throughputs.push_back(run.throughput);
    if (!best_ || run.throughput.tokens_per_second > best_->throughput.tokens_per_second) {
      best_ = run;
    }
    advance();
  }

  void measure_clients(const Subject& subject, unsigned threads, unsigned clients) {
    result_.throughputs.push_back(
        measure_throughput(
            queries_of(subject),
            {.texts = std::string(kMixedTexts), .threads = threads, .clients = clients},
            texts_->make(mixed_queries(), kQueryTexts), rounds_of(options_), rapl_)
            .throughput);
    advance();
  }

  const MeasuredModel& model_;
  const MeasureOptions& options_;
  unsigned cores_;
  Measurement result_;
  std::vector<double> load_seconds_;  // files in the page cache
  std::optional<SampleTexts> texts_;
  std::optional<SweepRun> best_;  // of documents
  RaplMeter rapl_;
};

}  // namespace

std::unique_ptr<Model> open_watched(const std::function<std::unique_ptr<Model>()>& open,
                                    Opening& opening) {
  opening.before_bytes = resident_bytes();
  reset_peak();
  const auto start = std::chrono::steady_clock::now();
  auto model = open();
  opening.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  opening.peak_bytes = peak_bytes();
  return model;
}

Measurement measure_model(const MeasuredModel& model, const MeasureOptions& options) {
  if (model.is_remote) return measure_remote(model, options);
  return FullMeasurement(model, options).measure();
}

Measurement measure_briefly(Model& model, const Opening& opening, const MeasureOptions& options) {
  const unsigned cores = resolve_threads(options.threads);
  Measurement result;
  result.requested = opening.requested;
  result.threads = cores;
  result.machine = describe_machine_for_timing();
  result.load.first_seconds = opening.seconds;
  result.memory.before_bytes = opening.before_bytes;
  result.memory.peak_load_bytes = opening.peak_bytes;
  result.memory.loaded_bytes = resident_bytes();

  const Subject subject(model, options.stop);
  reset_peak();
  const double first_ms = 1e3 * subject.take_first_query();
  const SampleTexts texts = subject.make_sample_texts();
  result.tokens_are_words = texts.tokens_are_words();
  const Rounds brief{
      .count = 3, .least_count = 1, .seconds = 0.2, .least_queries = 7, .stop = options.stop};
  for (const LengthMix& mix : {short_queries(), mixed_queries()}) {
    result.latencies.push_back(measure_latency(queries_of(subject), std::string(mix.name),
                                               texts.make(mix, kQueryTexts), brief));
    result.latencies.back().first_ms = first_ms;
  }
  result.memory.peak_query_bytes = peak_bytes();

  constexpr std::size_t kTextsPerCore = 8;
  const std::size_t batch =
      subject.has_vectors() ? kTextsPerCore * cores : Subject::kIndexDocuments;
  RaplMeter rapl;
  reset_peak();
  const SweepRun run = measure_throughput(
      documents_of(subject),
      {.texts = std::string(kDocumentTexts), .threads = cores, .batch_texts = batch},
      texts.make(document_texts(), 2 * batch), brief, rapl);
  result.memory.peak_batch_bytes = peak_bytes();
  result.throughputs.push_back(run.throughput);
  result.throughputs.push_back(measure_throughput(queries_of(subject),
                                                  {.texts = std::string(kMixedTexts),
                                                   .threads = cores,
                                                   .clients = subject.takes_clients() ? cores : 1},
                                                  texts.make(mixed_queries(), kQueryTexts), brief,
                                                  rapl)
                                   .throughput);
  describe_model(result, model.info());
  result.energy = energy_of(run, options);
  result.price = price_of(result, options);
  return result;
}

}  // namespace assay
