#pragma once

#include <string>
#include <string_view>

#include "assay/json.h"
#include "tokenizer/tokenizer_file.h"

namespace assay {

// Turns a vocab.txt (one token a line, the id is the number of the line from 0) and the content of
// tokenizer_config.json into what BertTokenizer of `transformers` makes of them, in the form of a
// tokenizer.json. The class is looked at in `config`: another one than BERT's is
// Error{kNotSupported}. Throws Error{kBadData} when a setting has the wrong type or a special token
// is not in the vocabulary.
[[nodiscard]] TokenizerFile tokenizer_file_from_vocab_txt(std::string_view text, std::string where,
                                                          const Json& config,
                                                          const std::string& config_where);

}  // namespace assay
