#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/json.h"

namespace assay {

// The special tokens that stand around every text.
struct Template {
  std::vector<std::int32_t> opening;
  std::vector<std::int32_t> closing;
};

// Reads the "post_processor" of tokenizer.json: null, TemplateProcessing, BertProcessing or
// RobertaProcessing. Throws Error, with `where` in front.
[[nodiscard]] Template parse_template(const Json& post_processor, const std::string& where);

}  // namespace assay
