#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "assay/encoder.h"
#include "encoder/embedding_service.h"

namespace assay {

// The embedding models of Bedrock, told apart by the shape of their requests.
enum class BedrockFamily { kTitanV1, kTitanV2, kCohereV3, kCohereV4, kNova };

// What follows "bedrock:": an id, an inference profile's id, an ARN; then settings as in an address:
// "cohere.embed-v4:0?dimensions=512&truncate=RIGHT".
struct BedrockName {
  std::string model_id;  // as it goes into the request's path
  std::optional<std::size_t> dimensions;
  std::optional<bool> normalize;  // Titan v2
  std::string truncate;           // "" = the family's way of cutting the end
  bool binary = false;            // Titan v2: embeddings=binary
  std::string family;             // "titan-v2", ...: needed where the id does not tell
};
// Throws Error{kUsage} for a setting that is none.
[[nodiscard]] BedrockName parse_bedrock_name(std::string_view name);

// nullopt where the id does not tell: an ARN of provisioned throughput, a model of another kind.
[[nodiscard]] std::optional<BedrockFamily> bedrock_family_of(std::string_view model_id);
[[nodiscard]] std::optional<BedrockFamily> parse_bedrock_family(std::string_view text);
// The id without region prefix and version: "cohere.embed-v4", the name in the price table.
[[nodiscard]] std::string bedrock_base_id(std::string_view model_id);

// One model with its settings.
class BedrockModel {
 public:
  // `address`: where it is asked when that is not AWS itself, else "". Throws Error{kUsage} for settings
  // that the model does not have.
  BedrockModel(BedrockFamily family, BedrockName name, const std::string& address = "");

  // For names that do not say which model answers (provisioned throughput): what was found out.
  void set_revision(const std::string& revision);

  [[nodiscard]] const BedrockName& name() const noexcept { return name_; }
  [[nodiscard]] BedrockFamily family() const noexcept { return family_; }
  [[nodiscard]] const ModelInfo& info() const noexcept { return info_; }
  [[nodiscard]] BatchLimits limits() const;
  [[nodiscard]] Json conditions(const EncodeContext& context) const;
  // The body of InvokeModel.
  [[nodiscard]] std::string request(std::span<const std::string> texts,
                                    const Json& conditions) const;
  // Vectors, tokens and truncated texts from the body of the reply. Throws Error{kBadData}.
  [[nodiscard]] ServiceReply read_reply(const std::string& body) const;
  // The same from the body as JSON.
  [[nodiscard]] ServiceReply read_output(Json output) const;

 private:
  BedrockFamily family_;
  BedrockName name_;
  ModelInfo info_;
};

// The ids that assay knows, for suggestions.
[[nodiscard]] std::vector<std::string> known_bedrock_ids();

}  // namespace assay
