#include "encoder/batch_results.h"

#include <algorithm>
#include <utility>

#include "assay/error.h"
#include "encoder/remote_encoder.h"
#include "encoder/reply_check.h"

namespace assay {
namespace {

constexpr std::size_t kTextsPerHandOver = 1024;

// Takes the records of one job.
class Taker {
 public:
  Taker(BatchWork& work, BatchJob& job, const BedrockModel& model)
      : work_(work), job_(job), model_(model) {}

  void take(RecordResult result) {
    std::vector<std::string>& keys = job_.records[result.record];
    ServiceReply reply;
    std::string fault = result.error;
    if (fault.empty()) {
      try {
        reply = model_.read_output(std::move(result.output));
        fault = find_fault(reply, keys.size(), model_.info().embed_dim);
      } catch (const Error& error) {
        fault = error.what();
      }
    }
    if (!fault.empty()) {
      if (taken_.reason.empty()) taken_.reason = fault;
      return;
    }
    work_.stats.truncated_texts += reply.truncated;
    for (std::size_t i = 0; i < keys.size(); ++i) take_vector(keys[i], reply, i);
  }

  // What is there by now goes to the caller.
  void hand_over() {
    if (texts_.empty()) return;
    Matrix rows(texts_.size(), work_.vectors.cols());
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      std::ranges::copy(work_.vectors.row(texts_[i]), rows.row(i).begin());
    }
    if (work_.context.on_batch) {
      work_.context.on_batch({.texts = texts_, .vectors = rows, .tokens = tokens_});
    }
    if (work_.context.progress != nullptr) work_.context.progress->advance(texts_.size());
    texts_.clear();
    tokens_ = 0;
  }

  [[nodiscard]] TakenResults finish(std::optional<std::uint64_t> told_tokens) {
    hand_over();
    for (auto& keys : job_.records) {
      for (std::string& key : keys) {
        if (key.empty()) continue;
        const auto found = work_.open.find(key);
        if (found == work_.open.end()) {
          taken_.has_texts_of_others = true;
          continue;
        }
        // A record that failed does not come any more.
        taken_.missing.push_back(found->second);
        key.clear();
      }
    }
    // Bedrock's own count is of all texts of the job.
    if (told_tokens && !taken_.has_texts_of_others) taken_.tokens = *told_tokens;
    return std::move(taken_);
  }

 private:
  void take_vector(std::string& key, ServiceReply& reply, std::size_t place) {
    const auto found = work_.open.find(key);
    if (found == work_.open.end()) return;
    const std::uint32_t text = found->second;
    const std::size_t bytes = work_.texts[text].size();
    const std::size_t sent = cut_characters(work_.texts[text], model_.limits().characters).size();
    if (sent < bytes) ++work_.stats.truncated_texts;
    // The tokens of a record are told with its first text.
    std::uint64_t tokens = estimate_tokens(sent);
    if (reply.tokens) tokens = place == 0 ? *reply.tokens : 0;
    std::ranges::copy(reply.vectors[place], work_.vectors.row(text).begin());
    taken_.tokens += tokens;
    tokens_ += tokens;
    texts_.push_back(text);
    work_.open.erase(found);
    key.clear();
    if (texts_.size() == kTextsPerHandOver) hand_over();
  }

  BatchWork& work_;
  BatchJob& job_;
  const BedrockModel& model_;
  TakenResults taken_;
  std::vector<std::uint32_t> texts_;
  std::uint64_t tokens_ = 0;
};

}  // namespace

TakenResults take_results(BatchWork& work, BatchJobs& jobs, BatchJob& job,
                          const BedrockModel& model) {
  Taker taker(work, job, model);
  const auto told = jobs.collect(
      job, [&](RecordResult result) { taker.take(std::move(result)); }, work.context.stop);
  return taker.finish(told);
}

}  // namespace assay
