#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "assay/encoder.h"

namespace assay {

// What encoding would take, counted without encoding anything.
struct PlanTotals {
  std::uint64_t texts = 0;
  std::uint64_t unique_texts = 0;  // those of one call to encode() that are equal count once
  // Of these, in the embedding store already, or by then: planned in a call before. They cost nothing.
  std::uint64_t stored_texts = 0;
  std::uint64_t calls = 0;         // requests to the service, without repeated ones
  std::uint64_t tokens = 0;        // of what is not stored, prompts included
  std::uint64_t batch_tokens = 0;  // of these, in batch jobs of Bedrock
  std::uint64_t truncated_texts = 0;
  // What came after `before`.
  [[nodiscard]] PlanTotals since(const PlanTotals& before) const;
};

// Takes the place of a model in an evaluation and counts what it is asked for; its vectors mean nothing.
class PlanningModel : public Encoder {
 public:
  [[nodiscard]] virtual PlanTotals totals() const = 0;
  // True when the tokens are those that the model counts; else they are estimated from the characters
  // (within about 20 % for English, worse for other scripts).
  [[nodiscard]] virtual bool has_exact_tokens() const = 0;
  [[nodiscard]] virtual bool is_remote() const = 0;
  // US dollars for these tokens; nullopt when the price table does not have the model, or for local
  // ones. Those of batch jobs cost as on demand where it has no price for them.
  [[nodiscard]] virtual std::optional<double> dollars(const PlanTotals& totals) const = 0;
  // Dimension of the real vectors; 0 when only a call would tell.
  [[nodiscard]] virtual std::size_t dimension() const = 0;
};

// For remote models ("bedrock:...", "sagemaker:...", "openai:...", "cohere:...", "tei:..."), local folders
// and models of the hub, of which everything but the transformer's weights is fetched. Calls no service
// and needs no credentials. Throws as open_model does for names and settings that are wrong;
// kNotSupported for built-in models.
[[nodiscard]] std::unique_ptr<PlanningModel> open_planning_model(const std::string& name,
                                                                 const ModelOptions& options);

// Where AWS resources are, for policies. `account` may be "" (any account in ARNs).
struct PolicyPlace {
  std::string region;
  std::string account;
};
// The IAM policy that lets a caller do what these remote models need and no more, as JSON; batch jobs
// included when `batch` names a place in S3. Throws Error{kUsage} for names that are no remote models of
// AWS.
[[nodiscard]] Json make_iam_policy(std::span<const std::string> models, const PolicyPlace& place,
                                   const BatchOptions& batch);
// What the role of batch jobs needs: {"trust": who may take it on, "policy": what it may do}. Throws
// likewise, and when `batch` names no place.
[[nodiscard]] Json make_batch_role_policy(std::span<const std::string> models,
                                          const PolicyPlace& place, const BatchOptions& batch);

}  // namespace assay
