#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "assay/encoder.h"
#include "assay/remote.h"
#include "encoder/embedding_service.h"

namespace assay {

// Encodes with a remote model: equal texts once, batches side by side, every vector checked before anybody sees
// it (count, dimension, finite, not all zeros; a reply that fails is asked for again, six times at most).
// Tells EncodeContext::on_batch of every finished batch. `price_name` is the model in the price table.
// Throws Error{kUsage} when the budget limits dollars and the table does not have the model.
[[nodiscard]] std::unique_ptr<Encoder> make_remote_encoder(
    std::unique_ptr<EmbeddingService> service, const RemoteOptions& options,
    const std::string& price_name);

// Tokens that so many bytes of text are expected to cost where the service tells nothing: four bytes each.
[[nodiscard]] std::uint64_t estimate_tokens(std::size_t bytes);

// The first `characters` code points of `text`, which may be invalid UTF-8.
[[nodiscard]] std::string_view cut_characters(std::string_view text, std::size_t characters);

}  // namespace assay
