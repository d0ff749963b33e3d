#include "encoder/remote_encoder.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "base/parallel.h"
#include "encoder/reply_check.h"
#include "encoder/unique_texts.h"

namespace assay {
namespace {

constexpr unsigned kMostBadReplies = 6;
// AWS's documentation: 4.7 for English.
constexpr std::uint64_t kBytesPerToken = 4;

struct Job {
  std::span<const std::string> texts;
  const EncodeContext& context;
  Json conditions;
  Matrix& vectors;
  std::mutex mutex;
  EncodeStats stats;  // under the mutex
};

class RemoteEncoder final : public Encoder {
 public:
  RemoteEncoder(std::unique_ptr<EmbeddingService> service, const RemoteOptions& options,
                const std::string& price_name)
      : service_(std::move(service)), options_(options) {
    const PriceTable& prices = prices_of(options);
    price_ = prices.per_million_tokens(price_name);
    if (!price_ && options_.budget && options_.budget->limits().dollars) {
      throw Error(ErrorKind::kUsage, "--max-cost: the prices of " + prices.date() +
                                         " have none for " + price_name +
                                         ": add it to a file for --prices");
    }
  }

  [[nodiscard]] const ModelInfo& info() const override { return service_->info(); }
  [[nodiscard]] Json conditions(const EncodeContext& context) const override {
    return service_->conditions(context);
  }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override;

 private:
  using Indices = std::vector<std::uint32_t>;
  [[nodiscard]] std::vector<Indices> plan(std::span<const std::string> texts,
                                          std::span<const std::uint32_t> unique) const;
  void encode_batch(Job& job, const Indices& batch);
  struct Attempt {
    ServiceReply reply;  // `tokens` is set
    std::string fault;   // why its vectors cannot be used; "" when they can
  };
  struct Answer {
    ServiceReply reply;
    ServiceUse use;  // of all attempts
  };
  [[nodiscard]] Attempt try_once(Job& job, const std::vector<std::string>& texts,
                                 std::uint64_t estimate);
  [[nodiscard]] Answer ask(Job& job, const Indices& batch, const std::vector<std::string>& texts);
  void handle_refusal(Job& job, const Indices& batch, const RefusedText& refusal);
  void keep(Job& job, const Indices& batch, const Answer& answer, std::uint64_t cut);
  void give_up(Job& job, std::uint32_t text, const std::string& reason);
  [[nodiscard]] double dollars(double tokens) const { return price_.value_or(0) * tokens / 1e6; }

  std::unique_ptr<EmbeddingService> service_;
  RemoteOptions options_;
  std::optional<double> price_;
};

std::vector<RemoteEncoder::Indices> RemoteEncoder::plan(
    std::span<const std::string> texts, std::span<const std::uint32_t> unique) const {
  const BatchLimits limits = service_->limits();
  std::vector<Indices> batches;
  std::size_t bytes = 0;
  for (const std::uint32_t text : unique) {
    const bool full = batches.empty() || batches.back().size() >= limits.texts ||
                      bytes + texts[text].size() > limits.bytes;
    if (full) {
      batches.emplace_back();
      bytes = 0;
    }
    batches.back().push_back(text);
    bytes += texts[text].size();
  }
  return batches;
}

void RemoteEncoder::give_up(Job& job, std::uint32_t text, const std::string& reason) {
  const std::string what = info().name + ": text " + std::to_string(text) + " (" +
                           std::to_string(job.texts[text].size()) + " bytes): " + reason;
  if (!options_.skip_bad_texts) throw Error(ErrorKind::kBadData, what);
  if (job.context.progress != nullptr) job.context.progress->note(what + ": skipped");
  const std::lock_guard lock(job.mutex);
  ++job.stats.service.failed_texts;
}

// One call within the budget. A reply that cannot be used has been paid for all the same.
RemoteEncoder::Attempt RemoteEncoder::try_once(Job& job, const std::vector<std::string>& texts,
                                               std::uint64_t estimate) {
  const double expected = dollars(static_cast<double>(estimate));
  if (options_.budget) options_.budget->begin_call(expected);
  Attempt attempt;
  try {
    attempt.reply = service_->embed(texts, job.conditions, job.context.stop);
    attempt.fault = find_fault(attempt.reply, texts.size(), info().embed_dim);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kBadData) {
      if (options_.budget) options_.budget->end_call(expected, 0);
      throw;
    }
    attempt.fault = error.what();
  } catch (const RefusedText& refusal) {
    if (options_.budget) {
      options_.budget->end_call(expected, 0);
      options_.budget->count_retries(refusal.calls() - 1);
    }
    throw;
  }
  if (!attempt.reply.tokens) attempt.reply.tokens = estimate;
  if (options_.budget) {
    options_.budget->end_call(expected, dollars(static_cast<double>(*attempt.reply.tokens)));
    options_.budget->count_retries(attempt.reply.calls - 1);
  }
  return attempt;
}

RemoteEncoder::Answer RemoteEncoder::ask(Job& job, const Indices& batch,
                                         const std::vector<std::string>& texts) {
  std::size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  const std::uint64_t estimate = estimate_tokens(bytes);
  Answer answer;
  for (unsigned asked = 1;; ++asked) {
    Attempt attempt = try_once(job, texts, estimate);
    answer.use.calls += attempt.reply.calls;
    answer.use.throttles += attempt.reply.throttles;
    answer.use.billed_tokens += *attempt.reply.tokens;
    if (attempt.fault.empty()) {
      answer.use.retries = answer.use.calls - 1;
      answer.use.dollars = dollars(static_cast<double>(answer.use.billed_tokens));
      answer.use.service_seconds = attempt.reply.seconds;
      answer.reply = std::move(attempt.reply);
      return answer;
    }
    if (asked == kMostBadReplies) {
      throw Error(ErrorKind::kBadData, info().name + ": " + attempt.fault + " (text " +
                                           std::to_string(batch.front()) + " and following), " +
                                           std::to_string(kMostBadReplies) + " times in a row");
    }
  }
}

void RemoteEncoder::keep(Job& job, const Indices& batch, const Answer& answer, std::uint64_t cut) {
  const ServiceReply& reply = answer.reply;
  Matrix rows(batch.size(), info().embed_dim);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    std::ranges::copy(reply.vectors[i], rows.row(i).begin());
    std::ranges::copy(reply.vectors[i], job.vectors.row(batch[i]).begin());
  }
  if (job.context.on_batch) {
    job.context.on_batch({.texts = batch, .vectors = rows, .tokens = *reply.tokens});
  }
  {
    const std::lock_guard lock(job.mutex);
    job.stats.tokens += *reply.tokens;
    job.stats.truncated_texts += cut + reply.truncated;
    job.stats.service += answer.use;
  }
  if (job.context.progress != nullptr) job.context.progress->advance(batch.size());
}

// The text at fault is named, or found by halving the batch; the others are asked for without it.
void RemoteEncoder::handle_refusal(Job& job, const Indices& batch, const RefusedText& refusal) {
  {
    const std::lock_guard lock(job.mutex);
    job.stats.service.calls += refusal.calls();
    job.stats.service.retries += refusal.calls() - 1;
  }
  if (batch.size() == 1) {
    give_up(job, batch.front(), refusal.what());
    return;
  }
  if (refusal.index() && *refusal.index() < batch.size()) {
    give_up(job, batch[*refusal.index()], refusal.what());
    Indices rest = batch;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(*refusal.index()));
    encode_batch(job, rest);
    return;
  }
  const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
  encode_batch(job, Indices(batch.begin(), middle));
  encode_batch(job, Indices(middle, batch.end()));
}

void RemoteEncoder::encode_batch(Job& job, const Indices& batch) {
  if (batch.empty()) return;
  if (job.context.stop.stop_requested()) {
    throw Error(ErrorKind::kInterrupted, info().name + ": stopped while encoding");
  }
  const BatchLimits limits = service_->limits();
  std::vector<std::string> texts;
  Indices sent;
  std::uint64_t cut = 0;
  for (const std::uint32_t text : batch) {
    if (job.texts[text].empty() && !limits.takes_empty_text) {
      give_up(job, text, "the service takes no empty text");
      continue;
    }
    const std::string_view shortened = cut_characters(job.texts[text], limits.characters);
    if (shortened.size() < job.texts[text].size()) ++cut;
    texts.emplace_back(shortened);
    sent.push_back(text);
  }
  if (sent.empty()) return;
  try {
    keep(job, sent, ask(job, sent, texts), cut);
  } catch (const RefusedText& refusal) {
    handle_refusal(job, sent, refusal);
  }
}

Matrix RemoteEncoder::encode(std::span<const std::string> texts, const EncodeContext& context,
                             EncodeStats* stats) {
  const auto start = std::chrono::steady_clock::now();
  Matrix vectors(texts.size(), info().embed_dim);
  const UniqueTexts unique = find_unique(texts);
  if (context.progress != nullptr) context.progress->advance(texts.size() - unique.first.size());
  Job job{.texts = texts,
          .context = context,
          .conditions = service_->conditions(context),
          .vectors = vectors,
          .mutex = {},
          .stats = {}};
  const auto batches = plan(texts, unique.first);
  parallel_for(batches.size(), std::max(1U, options_.concurrency),
               [&](std::size_t batch, unsigned) { encode_batch(job, batches[batch]); });
  copy_to_repeated(unique, vectors);
  if (stats != nullptr) {
    job.stats.texts = texts.size();
    job.stats.unique_texts = unique.first.size();
    job.stats.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    *stats += job.stats;
  }
  return vectors;
}

}  // namespace

std::uint64_t estimate_tokens(std::size_t bytes) { return bytes / kBytesPerToken; }

std::string_view cut_characters(std::string_view text, std::size_t characters) {
  if (text.size() <= characters) return text;
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (starts && count++ == characters) return text.substr(0, i);
  }
  return text;
}

std::unique_ptr<Encoder> make_remote_encoder(std::unique_ptr<EmbeddingService> service,
                                             const RemoteOptions& options,
                                             const std::string& price_name) {
  return std::make_unique<RemoteEncoder>(std::move(service), options, price_name);
}

}  // namespace assay
