#pragma once

#include "base/json_object.h"
#include "nn/text_encoder.h"

namespace assay {

// Reads config.json of a BERT model; keys that are absent have the defaults of transformers'
// BertConfig. Throws Error: kNotSupported ("not supported yet: architecture roberta") for every
// other architecture, also those that call themselves "bert" but bring code of their own (auto_map:
// JinaBERT), kBadData when the numbers do not fit together.
[[nodiscard]] BertConfig parse_bert_config(const JsonObject& config);

}  // namespace assay
