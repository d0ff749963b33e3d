#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "assay/json.h"

namespace assay {

// What remote models cost, from a dated file that the user can edit (docs/remote-models.md).
class PriceTable {
 public:
  // The table that comes with the program.
  [[nodiscard]] static PriceTable built_in();
  // Throws Error: kUnavailable when the file cannot be read, kBadData when it is no price file.
  [[nodiscard]] static PriceTable load(const std::filesystem::path& file);

  // US dollars for a million input tokens of "bedrock:cohere.embed-english-v3"; nullopt when the table does
  // not have the model.
  [[nodiscard]] std::optional<double> per_million_tokens(const std::string& model) const;
  // US dollars for an hour of a model unit of provisioned throughput; nullopt likewise.
  [[nodiscard]] std::optional<double> per_unit_hour(const std::string& model) const;
  // US dollars for a million input tokens in batch jobs; nullopt likewise.
  [[nodiscard]] std::optional<double> batch_per_million_tokens(const std::string& model) const;
  [[nodiscard]] const std::string& date() const noexcept { return date_; }

 private:
  PriceTable(const std::string& text, const std::string& where);
  std::string date_;
  Json models_;
};

// What a run may spend, over all its models. Any thread may call.
class Budget {
 public:
  struct Limits {
    std::optional<double> dollars;
    std::optional<std::uint64_t> calls;
    std::optional<double> minutes;
  };
  explicit Budget(Limits limits) : limits_(limits) {}

  [[nodiscard]] const Limits& limits() const noexcept { return limits_; }
  // Before a call: throws Error{kUnavailable} when the limit is reached or this call would go beyond
  // it. What was paid for is stored by then, so that a later run goes on from there.
  void begin_call(double expected_dollars);
  // After it: what it came to.
  void end_call(double expected_dollars, double dollars);
  // Throws Error{kUnavailable} when the minutes are over: for what waits without sending anything.
  void check_minutes() const;
  // Another request for the same call.
  void count_retries(std::uint64_t retries);
  [[nodiscard]] double dollars() const;
  [[nodiscard]] std::uint64_t calls() const;

 private:
  Limits limits_;
  mutable std::mutex mutex_;
  double spent_ = 0;
  double expected_ = 0;  // of calls under way
  std::uint64_t calls_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Batch jobs of Bedrock, for large numbers of texts (docs/remote-models.md).
struct BatchOptions {
  std::string s3;                // "s3://bucket/prefix"; "" = live calls only
  std::string role_arn;          // as which Bedrock reads and writes there
  std::filesystem::path ledger;  // jobs are written down here before they are paid
};

// Settings of remote models.
struct RemoteOptions {
  std::string region;         // "" = as AWS's own clients find it
  std::string profile;        // likewise
  std::string base_url;       // of OpenAI-compatible services, Cohere and TEI; "" = each one's own
  unsigned concurrency = 16;  // requests under way at most; fewer while the service throttles
  unsigned max_attempts = 10;
  bool skip_bad_texts = false;  // a text that the service refuses gets zeros and is counted
  std::shared_ptr<const PriceTable> prices;  // none = built_in()
  std::shared_ptr<Budget> budget;            // none = no limit
  BatchOptions batch;                        // of Bedrock's models
};

// Those of the options, else the built-in ones.
[[nodiscard]] const PriceTable& prices_of(const RemoteOptions& options);

}  // namespace assay
