#pragma once

#include <cstddef>
#include <memory>

#include "assay/encoder.h"
#include "assay/store.h"

namespace assay {

// Everything that decides a text's vector: what the store's keys are made of.
[[nodiscard]] VectorScope describe_scope(const ModelInfo& model, const Json& conditions);

// The same encoder, exactly the same vectors; those that are in the store are not computed or paid again.
// The key of a vector is made of everything in ModelInfo that can move it, the encoder's conditions() and
// the text. Finished batches are stored at once when the encoder tells of them, else every
// `texts_per_step` texts. Vectors of zeros (a text without tokens) are never stored.
//
// EncodeStats::stored_texts counts the texts whose vectors came from the store.
// encode() throws what the encoder and the store throw.
[[nodiscard]] std::unique_ptr<Encoder> make_cached_encoder(std::unique_ptr<Encoder> encoder,
                                                           std::shared_ptr<EmbeddingStore> store,
                                                           std::size_t texts_per_step = 4096);

}  // namespace assay
