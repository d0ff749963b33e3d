#pragma once

#include <string>
#include <vector>

#include "assay/remote.h"

namespace assay {

// An embedding model that Bedrock offers in a region, and whether the caller may use it.
struct BedrockOffer {
  std::string model_id;  // or an inference profile's id
  std::string name;
  std::string provider;
  std::string lifecycle;        // "ACTIVE", "LEGACY"
  std::string inference_types;  // "ON_DEMAND, PROVISIONED", "INFERENCE_PROFILE"
  bool is_known = false;        // assay knows the shape of its requests
  // "yes", or which of agreement, authorization, entitlement and region is not there; "?" when the caller may
  // not ask.
  std::string access;
};

// ListFoundationModels, GetFoundationModelAvailability for each model, and the inference profiles in front of
// them. Throws Error{kUnavailable} naming the IAM statement that is missing.
[[nodiscard]] std::vector<BedrockOffer> list_bedrock_models(const RemoteOptions& options);

// What has to be agreed to before a model of another maker can be used.
struct BedrockAgreement {
  std::string offer_token;
  std::string legal_url;
  std::vector<std::string> rates;  // "0.0001 USD per 1K tokens: input", as the offer states them
};
// nullopt-like empty token when there is no offer: nothing has to be agreed to. Throws as above.
[[nodiscard]] BedrockAgreement find_bedrock_agreement(const RemoteOptions& options,
                                                      const std::string& model_id);
// Accepts it, for the whole account. The caller must have shown the terms' address before.
void accept_bedrock_agreement(const RemoteOptions& options, const std::string& model_id,
                              const BedrockAgreement& agreement);

}  // namespace assay
