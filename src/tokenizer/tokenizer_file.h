#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/json.h"

namespace assay {

// What a tokenizer is made from: tokenizer.json with the large part taken out.
struct TokenizerFile {
  std::string where;  // the file, for messages
  Json settings;      // the file without model.vocab, if that is an object
  std::vector<std::pair<std::string, std::int32_t>>
      vocabulary;  // model.vocab: token, id; in the order of the file
};

// Reads the text of a tokenizer.json. The vocabulary does not go through a document tree: tens of
// thousands of keys in one object are slow there. Throws Error{kBadData} when `text` is not a JSON
// object or an id is not 0 .. 2^31 - 1.
[[nodiscard]] TokenizerFile parse_tokenizer_file(std::string_view text, std::string where);

}  // namespace assay
