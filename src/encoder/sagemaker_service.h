#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "assay/encoder.h"
#include "encoder/embedding_service.h"

namespace assay {

// How an endpoint wants its texts (docs/remote-models.md).
enum class SageMakerPayload {
  kTei,         // {"inputs": [...], "truncate": true}: TEI
  kInputs,      // {"inputs": [...]}: Hugging Face inference images
  kTextInputs,  // {"text_inputs": [...], "mode": "embedding"}: JumpStart sentence similarity
  kText,        // the text itself, application/x-text: JumpStart tcembedding
  kCohere,      // {"texts": [...], "input_type": ...}
  kOpenAi       // {"input": [...]}
};

// What follows "sagemaker:": an endpoint's name, then "?payload=tei&batch=32&pooling=mean".
struct SageMakerName {
  std::string endpoint;
  std::optional<SageMakerPayload> payload;  // nullopt: found out by asking
  std::size_t batch = 32;                   // texts in a call; TEI's default limit
  bool pool_tokens = false;                 // a vector for each token comes: take their mean
  std::string content_type;                 // "" = the payload's own
  std::string revision;  // "" = found out: what the endpoint's model gives for a text
};
// Throws Error{kUsage}.
[[nodiscard]] SageMakerName parse_sagemaker_name(std::string_view name);

struct SageMakerRequest {
  std::string content_type;
  std::string body;
};
// REQUIRES: one text for kText.
[[nodiscard]] SageMakerRequest make_sagemaker_request(SageMakerPayload payload,
                                                      std::span<const std::string> texts,
                                                      const Json& conditions);

// "sagemaker:<endpoint>[?settings]". Sends one short text to learn the dimension, the revision
// (ServiceProbe) and, where it is not stated, the payload. Throws Error: kUsage for a wrong name or setting, kUnavailable when the endpoint
// cannot be had, kNotSupported when no payload gives vectors.
[[nodiscard]] std::unique_ptr<Model> open_sagemaker_model(const std::string& name,
                                                          const ModelOptions& options);

}  // namespace assay
