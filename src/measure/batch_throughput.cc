#include "measure/batch_throughput.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <thread>
#include <vector>

#include "assay/error.h"
#include "measure/percentiles.h"

namespace assay {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// One caller.
struct Client {
  std::size_t next = 0;  // text
  EncodeStats stats;     // of the round
  double seconds = 0;    // from the start of the round to the end of its last call
  std::exception_ptr failure;
};

class Clients {
 public:
  Clients(const TakeTexts& take, const SweepCell& cell, std::span<const std::string> texts,
          const std::stop_token& stop)
      : take_(take), cell_(cell), texts_(texts), stop_(stop), clients_(cell.clients) {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      clients_[i].next = i * texts.size() / clients_.size();
    }
  }

  // At least `least_calls` of each client.
  void run_round(double seconds, std::size_t least_calls) {
    const auto start = Clock::now();
    if (clients_.size() == 1) {
      run_client(clients_.front(), start, seconds, least_calls);
    } else {
      std::vector<std::jthread> threads;
      threads.reserve(clients_.size());
      for (Client& client : clients_) {
        threads.emplace_back([&] { run_client(client, start, seconds, least_calls); });
      }
    }
    for (const Client& client : clients_) {
      if (client.failure) std::rethrow_exception(client.failure);
    }
  }
  [[nodiscard]] const std::vector<Client>& all() const noexcept { return clients_; }

 private:
  void run_client(Client& client, Clock::time_point start, double seconds,
                  std::size_t least_calls) noexcept {
    client.stats = {};
    std::size_t calls = 0;
    try {
      do {
        if (stop_.stop_requested()) {
          throw Error(ErrorKind::kInterrupted, "interrupted while measuring");
        }
        if (client.next + cell_.batch_texts > texts_.size()) client.next = 0;
        client.stats += take_(texts_.subspan(client.next, cell_.batch_texts));
        client.next += cell_.batch_texts;
        client.seconds = seconds_since(start);
      } while (++calls < least_calls || client.seconds < seconds);
    } catch (...) {
      client.failure = std::current_exception();
    }
  }

  const TakeTexts& take_;
  const SweepCell& cell_;
  std::span<const std::string> texts_;
  const std::stop_token& stop_;
  std::vector<Client> clients_;
};

}  // namespace

SweepRun measure_throughput(const TakeTexts& take, const SweepCell& cell,
                            std::span<const std::string> texts, const Rounds& rounds,
                            RaplMeter& rapl) {
  Clients clients(take, cell, texts, rounds.stop);
  clients.run_round(0, 1);

  SweepRun run;
  std::vector<double> texts_per_second;
  std::vector<double> tokens_per_second;
  EncodeStats sum;
  (void)rapl.take_joules();
  const double processor_start = processor_seconds();
  const auto start = Clock::now();
  for (std::size_t round = 0; round < rounds.count; ++round) {
    if (round >= rounds.least_count && seconds_since(start) > rounds.seconds) break;
    clients.run_round(rounds.seconds / static_cast<double>(rounds.count), rounds.least_calls);
    double texts_rate = 0;
    double tokens_rate = 0;
    for (const Client& client : clients.all()) {
      texts_rate += static_cast<double>(client.stats.unique_texts) / client.seconds;
      tokens_rate += static_cast<double>(client.stats.tokens) / client.seconds;
      sum += client.stats;
    }
    texts_per_second.push_back(texts_rate);
    tokens_per_second.push_back(tokens_rate);
  }
  run.seconds = seconds_since(start);
  run.processor_seconds = processor_seconds() - processor_start;
  run.joules = rapl.take_joules();
  run.tokens = static_cast<double>(sum.tokens);

  const auto done = static_cast<double>(std::max<std::uint64_t>(sum.unique_texts, 1));
  Throughput& result = run.throughput;
  result.texts = cell.texts;
  result.threads = cell.threads;
  result.clients = cell.clients;
  result.batch_texts = cell.batch_texts;
  result.mean_tokens = run.tokens / done;
  result.texts_per_second = spread_of(std::move(texts_per_second));
  result.tokens_per_second = spread_of(std::move(tokens_per_second)).median;
  result.busy_cores = run.processor_seconds / run.seconds;
  result.phases = phases_of(sum, done, 1e3 * sum.seconds / done);
  return run;
}

}  // namespace assay
