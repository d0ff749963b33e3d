#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "assay/encoder.h"
#include "assay/json.h"
#include "assay/progress.h"

namespace assay {

// What a model costs to run: how large it is, how fast, how much memory, money and energy it takes
// on this machine. docs/measuring.md says how each number comes about.

// The same quantity measured several times.
struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
  std::size_t repeats = 0;
};

struct ModelSize {
  std::optional<std::uint64_t> n_parameters;
  std::optional<std::uint64_t> n_embedding_parameters;
  // All that every token passes through: without the embedding table, as mteb counts.
  std::optional<std::uint64_t> n_active_parameters;
  std::uint64_t weights_bytes = 0;     // in memory, in the precision that runs
  std::size_t embed_dim = 0;           // 0: no vectors (BM25)
  std::uint64_t bytes_per_vector = 0;  // as float32
  std::optional<std::uint64_t> max_tokens;
  // Operations (a multiply-add is two) for each token of a text of kFlopsTextTokens tokens, its
  // share of attention included; nullopt where the network is not known.
  std::optional<double> flops_per_token;
};
inline constexpr std::size_t kFlopsTextTokens = 128;

// From the call to the opened model. Files that are read once lie in the system's page cache.
struct LoadTime {
  std::optional<Spread> seconds;       // files in the page cache
  std::optional<double> cold_seconds;  // after they were dropped from it
  double first_seconds = 0;            // the first time in this process, whatever the cache held
};

// Of the process, as the system counts resident pages.
struct MemoryUse {
  std::uint64_t before_bytes = 0;      // before the model was opened
  std::uint64_t loaded_bytes = 0;      // when it was open
  std::uint64_t peak_load_bytes = 0;   // at most while it was opened
  std::uint64_t peak_query_bytes = 0;  // at most during single queries
  std::uint64_t peak_batch_bytes = 0;  // at most during the largest batches; 0 = not measured
  [[nodiscard]] std::uint64_t peak_bytes() const;  // the largest of them
};

// Where the time of a text went, in milliseconds.
struct PhaseTimes {
  double tokenize = 0;
  double queue = 0;  // in nobody's hands: handed over, sorted, waiting for a worker
  double infer = 0;  // network, pooling and head; of a remote model what its service states
  double network =
      0;  // on the way to a service and back; all of it where the service states nothing
};

// One text at a time, from the call to the vector; of a model without vectors, from the call to the
// ten best documents. Milliseconds. Percentiles are numpy's (linear between neighbours), over all
// queries of all rounds.
struct Latency {
  std::string texts;        // "short": kShortQueryTokens tokens each; "mixed": docs/measuring.md
  double mean_tokens = 0;   // special tokens included
  std::size_t queries = 0;  // that were timed, after the warm-up
  double first_ms = 0;      // the very first query after loading: cold buffers
  double p50_ms = 0;
  double p90_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  double mean_ms = 0;
  double most_ms = 0;
  Spread p50_of_rounds_ms;
  Spread p95_of_rounds_ms;
  PhaseTimes phases;  // means
};
inline constexpr std::string_view kShortTexts = "short";
inline constexpr std::string_view kMixedTexts = "mixed";
inline constexpr std::size_t kShortQueryTokens = 16;

// Many texts: calls of `batch_texts` texts, from `clients` callers at a time, to a model that uses
// `threads` cores.
struct Throughput {
  std::string texts;  // "documents": docs/measuring.md; or "short", "mixed" as above
  unsigned threads = 1;
  unsigned clients = 1;
  std::size_t batch_texts = 1;
  double mean_tokens = 0;
  Spread texts_per_second;
  double tokens_per_second = 0;  // median
  double busy_cores = 0;         // processor time / time
  PhaseTimes phases;             // milliseconds of worker time a text; queue 0
};
inline constexpr std::string_view kDocumentTexts = "documents";

// Electricity for a million tokens of documents at the best throughput.
struct EnergyUse {
  bool is_measured = false;  // by RAPL, the processor's own counters; else by a model
  std::string source;        // "RAPL package", "7 W for each busy core"
  double watt_hours_per_million_tokens = 0;
  double least_watt_hours = 0;  // what the truth may be between
  double most_watt_hours = 0;
  double grams_co2_per_million_tokens = 0;
  double grams_co2_per_kwh = 0;  // of the grid, as assumed
};

// US dollars.
struct PriceUse {
  std::string source;  // "0.17 USD an hour at the best throughput", "price file of 2026-10-01"
  std::optional<double> per_million_tokens;
  std::optional<double> per_thousand_queries;  // of the texts "mixed"
};

// Everything measured about one model on one machine in one precision.
struct Measurement {
  std::string requested;  // as the user named it
  std::string model;
  std::string revision;
  std::string precision;          // that ran: "f32", "bf16", "i8" ...; "" where a model has none
  unsigned threads = 1;           // cores that the model used at most; 0: it is remote
  bool is_full = false;           // of `assay bench`; else the short one of `assay run`
  double date = 0;                // Unix time
  Json program;                   // version, commit, compiler
  Json machine;                   // processor, cores, memory, system, what else was going on
  bool tokens_are_words = false;  // the model has no tokenizer: words stand for tokens
  ModelSize size;
  LoadTime load;
  MemoryUse memory;
  std::vector<Latency> latencies;
  std::vector<Throughput> throughputs;
  std::optional<EnergyUse> energy;
  std::optional<PriceUse> price;
  // Of a remote model: what the measurement itself asked its service for.
  std::optional<ServiceUse> service;

  // Of these texts; null when they were not measured.
  [[nodiscard]] const Latency* latency(std::string_view texts) const;
  // The most tokens a second with these texts, over all batches, clients and threads; null when
  // there is none.
  [[nodiscard]] const Throughput* best_throughput(std::string_view texts) const;
};

[[nodiscard]] Json to_json(const Measurement& measurement);
// Throws Error{kBadData} with `where` for anything but what to_json makes.
[[nodiscard]] Measurement measurement_from_json(const Json& json, const std::string& where);

// The measurements kept beside a model's results, in <org>__<model>/<revision>/assay/inference.json
// (docs/results.md), `revision_folder` being the folder of a StoredResult's file. Newest first;
// empty when there are none. Throws Error{kBadData} for a broken file.
[[nodiscard]] std::vector<Measurement> read_measurements(
    const std::filesystem::path& revision_folder);
// Puts one there. It replaces an earlier one of the same processor, cores, precision and threads,
// but a full one is not replaced by a short one. Returns the file. Throws Error{kUnavailable}.
std::filesystem::path store_measurement(const std::filesystem::path& revision_folder,
                                        const Measurement& measurement);
// The one of this model in this precision, with so many threads, on this machine; nullopt when there
// is none, or the file is broken: store_measurement replaces it.
[[nodiscard]] std::optional<Measurement> find_measurement(
    const std::filesystem::path& revision_folder, const ModelInfo& model, unsigned threads);
// The one to show beside scores: of `precision` ("" = any), a full one before a short one, then the
// newest. null when there is none.
[[nodiscard]] const Measurement* choose_measurement(const std::vector<Measurement>& measurements,
                                                    std::string_view precision);

// A model that can be opened again and again.
struct MeasuredModel {
  std::string requested;
  std::function<std::unique_ptr<Model>(unsigned threads)> open;
  // What it is read from, to be dropped from the page cache for a cold start; empty = no cold start.
  std::vector<std::filesystem::path> files;
  bool is_remote = false;  // behind an API, where every call may cost money
};

struct MeasureOptions {
  unsigned threads = 0;    // cores at most; 0 = all this process may use
  double seconds = 1.5;    // for each cell of the sweep and each kind of query, all rounds
  std::size_t rounds = 5;  // between which the spread is taken
  std::vector<std::size_t> batches = {1, 8, 32, 128};
  std::optional<double> usd_per_hour;  // of the machine
  // Of a model that is paid for by the token; goes before usd_per_hour.
  std::optional<double> usd_per_million_tokens;
  std::string price_source;        // "price file of 2026-10-01"
  std::size_t remote_calls = 100;  // single queries of each kind to a remote model, warm-up apart
  unsigned remote_callers = 16;    // at a time, at most, in its sweep
  double watts_per_core = 7;       // where there is no RAPL; docs/measuring.md
  double grams_co2_per_kwh = 436;
  Progress* progress = nullptr;
  std::stop_token stop = {};
};

// The calls of the full measurement of a remote model, with a model that counts them (assay/plan.h) in
// its place: what it would ask for.
void rehearse_remote(Encoder& counter, const MeasureOptions& options);

// The full measurement: opens the model several times, for latencies, the sweep over threads,
// batches and clients, memory, energy and price. A remote model is opened once, and the number of its
// calls depends on the options alone (docs/measuring.md). Best run in a process of its own, that has done
// nothing before (measure_in_child). Throws what `open` and `encode` throw, Error{kInterrupted} when
// asked to stop.
[[nodiscard]] Measurement measure_model(const MeasuredModel& model, const MeasureOptions& options);

// The same in a child process: its memory is the model's alone. REQUIRES: this process has no other
// threads.
[[nodiscard]] Measurement measure_in_child(const MeasuredModel& model,
                                           const MeasureOptions& options);

// What is known about the opening of a model.
struct Opening {
  std::string requested;
  double seconds = 0;
  std::uint64_t before_bytes = 0;
  std::uint64_t peak_bytes = 0;
};
// Opens with `open`, watching time and memory.
[[nodiscard]] std::unique_ptr<Model> open_watched(
    const std::function<std::unique_ptr<Model>()>& open, Opening& opening);
// The short measurement, of a model that was just opened and has encoded nothing yet: about two
// seconds, few rounds, one batch. options.seconds and batches are not used.
[[nodiscard]] Measurement measure_briefly(Model& model, const Opening& opening,
                                          const MeasureOptions& options);

// What is known of a remote model without a call: its size, and what the options say of its price.
[[nodiscard]] Measurement describe_remote(const Model& model, const std::string& requested,
                                          const MeasureOptions& options);

// From the options' price of a token or an hour; nullopt when they state none, or nothing was measured
// to turn it into one.
[[nodiscard]] std::optional<PriceUse> price_of(const Measurement& measurement,
                                               const MeasureOptions& options);
// Dollars for a million tokens, from the price of an hour and tokens a second.
[[nodiscard]] double usd_per_million_tokens(double usd_per_hour, double tokens_per_second);
// The source of such a price: "0.94 USD an hour, " and at which rate.
[[nodiscard]] std::string describe_hourly_price(double usd_per_hour, const std::string& rate);
// Dollars for a thousand queries, likewise.
[[nodiscard]] double usd_per_thousand_queries(double usd_per_hour, double queries_per_second);

}  // namespace assay
