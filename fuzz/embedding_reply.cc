// Any bytes as what a service answers: vectors that are vectors, or an error of ours. The first byte says
// which service.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "assay/error.h"
#include "aws/aws_error.h"
#include "base/base64.h"
#include "base/json_object.h"
#include "encoder/bedrock_model.h"
#include "encoder/jumpstart_document.h"
#include "encoder/openai_length.h"
#include "encoder/vector_json.h"

namespace {

using assay::BedrockFamily;

void read(std::uint8_t kind, const std::string& text) {
  constexpr std::array kFamilies = {BedrockFamily::kTitanV1, BedrockFamily::kTitanV2,
                                    BedrockFamily::kCohereV3, BedrockFamily::kCohereV4,
                                    BedrockFamily::kNova};
  if (kind < kFamilies.size()) {
    const assay::BedrockModel model(kFamilies[kind], assay::parse_bedrock_name("any"));
    (void)model.read_reply(text);
    return;
  }
  switch (kind) {
    case 5:
    case 6: {
      const auto vectors =
          assay::read_vectors(assay::parse_json(text, "reply"), "reply", kind == 6);
      for (const auto& vector : vectors) {
        if (vector.size() > text.size()) std::abort();
      }
      break;
    }
    case 7: {
      const assay::JsonObject document(assay::parse_json(text, "document"), "document");
      (void)assay::read_jumpstart_document(document.json(), "id", "1");
      break;
    }
    case 8: {
      const auto refusal = assay::parse_length_refusal(text);
      if (refusal && assay::cut_to_length(text, *refusal).size() > text.size()) std::abort();
      break;
    }
    case 9: {
      const auto bytes = assay::decode_base64(text);
      if (bytes && bytes->size() > text.size()) std::abort();
      break;
    }
    default: {
      assay::HttpOutcome outcome;
      outcome.reply.status = 400;
      outcome.reply.body = text;
      const auto error = assay::find_aws_error(outcome);
      if (!error || error->message.find('\n') != std::string::npos) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    read(static_cast<std::uint8_t>(data[0] % 11),
         {reinterpret_cast<const char*>(data) + 1, size - 1});
  } catch (const assay::Error&) {
    return 0;
  }
  return 0;
}
