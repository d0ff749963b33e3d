#pragma once

#include <memory>

#include "tokenizer/tokenizer.h"
#include "tokenizer/tokenizer_file.h"

namespace assay {

// Puts the stages together that the settings name. Throws Error: kBadData when something is
// missing, of the wrong type or contradicts itself, kNotSupported for a component that is not here
// yet.
[[nodiscard]] std::unique_ptr<Tokenizer> build_tokenizer(TokenizerFile file);

}  // namespace assay
