#include "encoder/local_encoder.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "base/parallel.h"
#include "encoder/batch_plan.h"
#include "encoder/unique_texts.h"

namespace assay {
namespace {

// Buffers of one worker; they live on from call to call.
struct Worker {
  std::unique_ptr<TextEncoder::Workspace> workspace;
  std::string text;                     // prompt and text
  std::vector<std::int32_t> block_ids;  // all texts of the block, one after the other
  std::vector<std::size_t> starts;      // [texts + 1] into block_ids
  std::vector<std::size_t> lengths;     // [texts]
  std::vector<std::int32_t> ids;        // of one micro-batch
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint32_t> prompt_tokens;
  std::vector<float> rows;      // [texts of the micro-batch x network dimension]
  double tokenize_seconds = 0;  // of the call in hand
  double infer_seconds = 0;
};

// Hands out workers and takes them back; makes one when none is idle.
class WorkerPool {
 public:
  explicit WorkerPool(const TextEncoder& network) : network_(network) {}
  std::unique_ptr<Worker> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      auto worker = std::make_unique<Worker>();
      worker->workspace = network_.make_workspace();
      return worker;
    }
    auto worker = std::move(idle_.back());
    idle_.pop_back();
    return worker;
  }
  void give_back(std::unique_ptr<Worker> worker) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(worker));
  }

 private:
  const TextEncoder& network_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Worker>> idle_;
};

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point start, Clock::time_point end) {
  return std::chrono::duration<double>(end - start).count();
}

// One call of encode().
struct Job {
  std::span<const std::string> texts;
  std::span<const std::uint32_t> unique;  // indices of the distinct texts
  std::string prompt;
  std::uint32_t prompt_tokens = 0;  // leading tokens to leave out of pooling
  Progress& progress;
  const std::stop_token& stop;
  Matrix& embeddings;  // [texts x dimension]
  std::atomic<std::uint64_t> tokens{0};
  std::atomic<std::uint64_t> truncated{0};
};

class LocalEncoder final : public Encoder {
 public:
  explicit LocalEncoder(LocalEncoderParts parts)
      : parts_(std::move(parts)), workers_(*parts_.network) {}

  [[nodiscard]] const ModelInfo& info() const override {
    std::call_once(settled_, [this] {
      if (!parts_.late_settings) return;
      const Json late = parts_.late_settings();
      for (const auto& [key, value] : late.items()) parts_.info.settings[key] = value;
    });
    return parts_.info;
  }

  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override;
  [[nodiscard]] Json conditions(const EncodeContext& context) const override {
    return {{"prompt", parts_.prompts.prompt_for(context)}};
  }

 private:
  [[nodiscard]] std::size_t batch_tokens() const {
    return parts_.batch_tokens != 0 ? parts_.batch_tokens
                                    : parts_.network->preferred_batch_tokens();
  }
  [[nodiscard]] std::uint32_t count_prompt_tokens(const std::string& prompt) const;
  void encode_block(Job& job, std::span<const std::uint32_t> block, Worker& worker) const;
  void tokenize(Job& job, std::span<const std::uint32_t> block, Worker& worker) const;
  void run_batch(Job& job, std::span<const std::uint32_t> block,
                 std::span<const std::uint32_t> batch, Worker& worker) const;
  [[noreturn]] void fail(std::uint32_t text, const std::string& what) const;

  mutable LocalEncoderParts parts_;
  mutable std::once_flag settled_;
  WorkerPool workers_;
};

void LocalEncoder::fail(std::uint32_t text, const std::string& what) const {
  throw Error(ErrorKind::kBadData,
              parts_.info.name + ": text " + std::to_string(text) + ": " + what);
}

// Transformer._get_prompt_length: the prompt by itself, without one closing special token.
std::uint32_t LocalEncoder::count_prompt_tokens(const std::string& prompt) const {
  if (parts_.pool_prompt || prompt.empty()) return 0;
  std::vector<std::int32_t> ids;
  parts_.tokenizer->encode(prompt, parts_.max_tokens, ids);
  const std::size_t closing = std::min<std::size_t>(parts_.tokenizer->num_closing_tokens(), 1);
  return static_cast<std::uint32_t>(ids.size() - std::min(ids.size(), closing));
}

void LocalEncoder::tokenize(Job& job, std::span<const std::uint32_t> block, Worker& worker) const {
  worker.block_ids.clear();
  worker.starts.assign(1, 0);
  worker.lengths.clear();
  std::uint64_t truncated = 0;
  for (const std::uint32_t unique : block) {
    const std::uint32_t text = job.unique[unique];
    std::string_view view = job.texts[text];
    if (!job.prompt.empty()) {
      worker.text.assign(job.prompt).append(view);
      view = worker.text;
    }
    const std::size_t full = parts_.tokenizer->encode(view, parts_.max_tokens, worker.block_ids);
    const std::size_t length = worker.block_ids.size() - worker.starts.back();
    if (length == 0) fail(text, "the tokenizer gives no token, not even a special one");
    if (full > length) ++truncated;
    worker.starts.push_back(worker.block_ids.size());
    worker.lengths.push_back(length);
  }
  for (std::size_t i = 0; i < worker.block_ids.size(); ++i) {
    if (static_cast<std::uint32_t>(worker.block_ids[i]) < parts_.vocabulary_size) continue;
    const auto after = std::ranges::upper_bound(worker.starts, i);
    const auto place = static_cast<std::size_t>(after - worker.starts.begin()) - 1;
    fail(job.unique[block[place]], "token id " + std::to_string(worker.block_ids[i]) +
                                       " is beyond the model's " +
                                       std::to_string(parts_.vocabulary_size) + " embeddings");
  }
  job.tokens += worker.block_ids.size();
  job.truncated += truncated;
}

// `batch` holds places in `block`, which holds places in job.unique.
void LocalEncoder::run_batch(Job& job, std::span<const std::uint32_t> block,
                             std::span<const std::uint32_t> batch, Worker& worker) const {
  worker.ids.clear();
  worker.offsets.assign(1, 0);
  for (const std::uint32_t place : batch) {
    const auto begin = worker.block_ids.begin() + static_cast<std::ptrdiff_t>(worker.starts[place]);
    worker.ids.insert(worker.ids.end(), begin,
                      begin + static_cast<std::ptrdiff_t>(worker.lengths[place]));
    worker.offsets.push_back(static_cast<std::uint32_t>(worker.ids.size()));
  }
  worker.prompt_tokens.assign(job.prompt_tokens == 0 ? 0 : batch.size(), job.prompt_tokens);
  const std::size_t dimension = parts_.network->dimension();
  worker.rows.resize(batch.size() * dimension);
  parts_.network->encode(
      {.ids = worker.ids, .offsets = worker.offsets, .prompt_tokens = worker.prompt_tokens},
      *worker.workspace, worker.rows.data());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::uint32_t text = job.unique[block[batch[i]]];
    const std::span<float> out = job.embeddings.row(text);
    std::ranges::copy_n(worker.rows.begin() + static_cast<std::ptrdiff_t>(i * dimension),
                        static_cast<std::ptrdiff_t>(out.size()), out.begin());
    if (!std::ranges::all_of(out, [](float x) { return std::isfinite(x); })) {
      fail(text, "its embedding is not finite");
    }
  }
}

void LocalEncoder::encode_block(Job& job, std::span<const std::uint32_t> block,
                                Worker& worker) const {
  const auto start = Clock::now();
  tokenize(job, block, worker);
  worker.tokenize_seconds += seconds_between(start, Clock::now());
  for (const auto& batch : plan_batches(worker.lengths, batch_tokens())) {
    if (job.stop.stop_requested()) {
      throw Error(ErrorKind::kInterrupted, parts_.info.name + ": stopped while encoding");
    }
    const auto batch_start = Clock::now();
    run_batch(job, block, batch, worker);
    worker.infer_seconds += seconds_between(batch_start, Clock::now());
    job.progress.advance(batch.size());
  }
}

Matrix LocalEncoder::encode(std::span<const std::string> texts, const EncodeContext& context,
                            EncodeStats* stats) {
  const auto start = Clock::now();
  Matrix embeddings(texts.size(), parts_.info.embed_dim);
  const UniqueTexts unique = find_unique(texts);
  Job job{.texts = texts,
          .unique = unique.first,
          .prompt = parts_.prompts.prompt_for(context),
          .progress = context.progress != nullptr ? *context.progress : no_progress(),
          .stop = context.stop,
          .embeddings = embeddings};
  job.prompt_tokens = count_prompt_tokens(job.prompt);
  job.progress.advance(texts.size() - unique.first.size());

  std::vector<std::size_t> bytes;
  bytes.reserve(unique.first.size());
  for (const std::uint32_t text : unique.first)
    bytes.push_back(job.prompt.size() + texts[text].size());
  const unsigned threads = resolve_threads(parts_.threads);
  const auto blocks =
      plan_blocks(bytes, parts_.max_tokens,
                  choose_block_tokens(bytes, parts_.max_tokens, batch_tokens(), threads));
  std::vector<std::unique_ptr<Worker>> workers(threads);
  parallel_for(blocks.size(), threads, [&](std::size_t block, unsigned index) {
    if (!workers[index]) workers[index] = workers_.take();
    encode_block(job, blocks[block], *workers[index]);
  });
  double tokenize_seconds = 0;
  double infer_seconds = 0;
  for (auto& worker : workers) {
    if (!worker) continue;
    tokenize_seconds += std::exchange(worker->tokenize_seconds, 0.0);
    infer_seconds += std::exchange(worker->infer_seconds, 0.0);
    workers_.give_back(std::move(worker));
  }
  copy_to_repeated(unique, embeddings);
  if (stats != nullptr) {
    *stats += {.texts = texts.size(),
               .unique_texts = unique.first.size(),
               .tokens = job.tokens,
               .truncated_texts = job.truncated,
               .seconds = seconds_between(start, Clock::now()),
               .tokenize_seconds = tokenize_seconds,
               .infer_seconds = infer_seconds};
  }
  return embeddings;
}

}  // namespace

std::unique_ptr<Encoder> make_local_encoder(LocalEncoderParts parts) {
  return std::make_unique<LocalEncoder>(std::move(parts));
}

}  // namespace assay
