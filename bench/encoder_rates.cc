#include "bench/encoder_rates.h"

#include <algorithm>
#include <barrier>
#include <cstdio>
#include <functional>
#include <thread>

#include "bench/product_rates.h"
#include "bench/stopwatch.h"
#include "bench/yardstick.h"
#include "nn/random_bert.h"

namespace assay::bench {
namespace {

// Micro-batches of the size that the network asks for, of texts of one length.
struct Batch {
  std::vector<std::int32_t> ids;
  std::vector<std::uint32_t> offsets = {0};

  Batch(const BertConfig& config, std::size_t tokens_each, std::size_t texts) {
    ids = test::random_ids(tokens_each * texts, config.vocab_size, 7);
    for (std::size_t i = 1; i <= texts; ++i)
      offsets.push_back(static_cast<std::uint32_t>(i * tokens_each));
  }
};

// Linear layers of one token: 2 (4 d d + 2 d wide) operations a layer.
double operations_per_token(const BertConfig& config) {
  const auto d = static_cast<double>(config.hidden);
  return 2 * static_cast<double>(config.layers) *
         (4 * d * d + 2 * d * static_cast<double>(config.intermediate));
}

// The products of one layer of the network by oneDNN (yardstick.h); empty without it.
std::function<void()> onednn_layer(const BertConfig& config, Precision precision,
                                   std::size_t rows) {
  const std::size_t d = config.hidden;
  const std::size_t wide = config.intermediate;
  const std::vector<std::function<void()>> products = {
      onednn_product(precision, rows, 3 * d, d), onednn_product(precision, rows, d, d),
      onednn_product(precision, rows, wide, d), onednn_product(precision, rows, d, wide)};
  if (!products.front()) return {};
  return [products] {
    for (const auto& product : products) product();
  };
}

// Tokens a second of `workers` threads that encode the batch again and again, each by its shortest
// time: what the machine does when nobody else slows it down.
double throughput(const TextEncoder& network, const Batch& batch, unsigned workers,
                  double seconds) {
  std::barrier start(workers);
  std::vector<double> best(workers);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < workers; ++i) {
      threads.emplace_back([&, i] {
        const auto workspace = network.make_workspace();
        std::vector<float> out((batch.offsets.size() - 1) * network.dimension());
        const auto encode = [&] {
          network.encode({batch.ids, batch.offsets, {}}, *workspace, out.data());
        };
        encode();
        start.arrive_and_wait();
        best[i] = shortest(seconds, encode);
      });
    }
  }
  double tokens = 0;
  for (const double time : best) tokens += static_cast<double>(batch.ids.size()) / time;
  return tokens;
}

void print_profile(const TextEncoder& network, const Batch& batch, double seconds) {
  const auto workspace = network.make_workspace();
  std::vector<float> out((batch.offsets.size() - 1) * network.dimension());
  shortest(seconds,
           [&] { network.encode({batch.ids, batch.offsets, {}}, *workspace, out.data()); });
  double total = 0;
  for (std::size_t i = 0; i < kEncodePartNames.size(); ++i)
    total += workspace->profile.seconds(static_cast<EncodePart>(i));
  std::printf("       shares:");
  for (std::size_t i = 0; i < kEncodePartNames.size(); ++i) {
    std::printf("%s %s %.1f%%", i == 0 ? "" : ",", std::string(kEncodePartNames[i]).c_str(),
                100 * workspace->profile.seconds(static_cast<EncodePart>(i)) / total);
  }
  std::printf("\n");
}

struct Latency {
  double first_ms = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

// Takes what the caches hold away from whoever comes next: reads more than the last level holds.
void empty_caches() {
  static std::vector<std::uint32_t> memory(std::size_t{96} << 18, 1U);  // 96 MiB
  static volatile std::uint32_t sink;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < memory.size(); i += 16) sum += memory[i];
  sink = sum;
}

// Milliseconds that one text of 16 tokens takes each of `workers` threads, all at the same time.
// `cold`: with empty caches, as after a pause.
Latency latency(const TextEncoder& network, const BertConfig& config, unsigned workers, bool cold) {
  const Batch query(config, 16, 1);
  const auto encode = [&](TextEncoder::Workspace& workspace, std::vector<float>& out) {
    return 1e3 * seconds_of([&] {
             network.encode({query.ids, query.offsets, {}}, workspace, out.data());
           });
  };
  Latency result;
  std::vector<float> first_out(network.dimension());
  result.first_ms = encode(*network.make_workspace(), first_out);
  const int calls = static_cast<int>(std::clamp(1500 / result.first_ms, 25.0, 200.0));
  std::barrier together(workers);
  std::vector<std::vector<double>> times(workers);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < workers; ++i) {
      threads.emplace_back([&, i] {
        const auto workspace = network.make_workspace();
        std::vector<float> out(network.dimension());
        (void)encode(*workspace, out);
        for (int call = 0; call < calls; ++call) {
          if (cold) empty_caches();
          together.arrive_and_wait();
          times[i].push_back(encode(*workspace, out));
        }
      });
    }
  }
  std::vector<double> all;
  for (const auto& each : times) all.insert(all.end(), each.begin(), each.end());
  std::ranges::sort(all);
  result.p50_ms = all[all.size() / 2];
  result.p99_ms = all[all.size() * 99 / 100];
  return result;
}

void print_latency(const TextEncoder& network, const BertConfig& config) {
  std::printf("       one text of 16 tokens, ms p50/p99:");
  for (const unsigned workers : {1U, 2U}) {
    for (const bool cold : {false, true}) {
      const Latency ms = latency(network, config, workers, cold);
      std::printf("%s %s, %s %.2f/%.2f", workers == 1 && !cold ? "" : ";",
                  workers == 1 ? "one core" : "both cores at once", cold ? "cold caches" : "warm",
                  ms.p50_ms, ms.p99_ms);
      if (workers == 1 && !cold) std::printf(" (first %.2f)", ms.first_ms);
    }
  }
  std::printf("\n");
}

}  // namespace

void print_encoder_rates(const EncoderBench& bench, const std::vector<Precision>& precisions,
                         const std::vector<InstructionRate>& limits, double seconds) {
  std::printf("\n%s (random weights), texts of %zu tokens\n", bench.name.c_str(),
              bench.text_tokens);
  EncoderDescription description;
  description.bert = bench.config;
  description.pooling.mean = true;
  description.head = {NormalizeConfig{}};
  const test::MemoryTensors tensors = test::random_bert(bench.config);
  for (const Precision precision : precisions) {
    const auto network = make_text_encoder(description, tensors, precision, 2);
    const std::size_t texts = std::max<std::size_t>(
        1, (network->preferred_batch_tokens() + bench.text_tokens / 2) / bench.text_tokens);
    const Batch batch(bench.config, bench.text_tokens, texts);
    const auto workspace = network->make_workspace();
    std::vector<float> out(texts * network->dimension());
    std::vector<std::function<void()>> contestants = {
        [&] { network->encode({batch.ids, batch.offsets, {}}, *workspace, out.data()); }};
    const InstructionRate* const limit = limit_of(precision, limits);
    if (limit != nullptr) contestants.push_back(limit->burst);
    const auto layer = onednn_layer(bench.config, precision, batch.ids.size());
    if (layer) contestants.push_back(layer);
    const Turns turns(2 * seconds, contestants);

    const auto tokens = static_cast<double>(batch.ids.size());
    const double one = tokens / turns.shortest_of(0);
    const double two = throughput(*network, batch, 2, seconds);
    const double operations = tokens * operations_per_token(bench.config);
    std::printf("  %-4s %9.0f tokens/s on one core, %9.0f on two (%.2fx); %.1f GFLOP/s a core",
                std::string(to_string(precision)).c_str(), one, two, two / one,
                operations / turns.shortest_of(0) / 1e9);
    if (limit != nullptr) {
      std::printf(", %.0f%% of the limit",
                  100 * turns.median_ratio(1, 0) * operations / limit->operations_in_burst());
    }
    if (layer) {
      std::printf(", %.0f%% of oneDNN's %s",
                  100 * static_cast<double>(bench.config.layers) *
                      turns.median_ratio(contestants.size() - 1, 0),
                  precision == Precision::kBf16 ? "bf16" : "f32");
    }
    std::printf("\n");
    print_profile(*network, batch, seconds);
    print_latency(*network, bench.config);
  }
}

}  // namespace assay::bench
