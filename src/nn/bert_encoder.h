#pragma once

#include <memory>

#include "math/kernels.h"
#include "nn/bert_weights.h"
#include "nn/text_encoder.h"

namespace assay {

// Whether pooling looks at single tokens only, so that the last layer need not run for the others:
// what load_bert_weights has to know.
[[nodiscard]] bool splits_last_query(const EncoderDescription& description);

// The attention of a network in `precision`: with 16-bit integers for i8. Those of i16 would be a
// few per cent faster for it, but are to rank as f32 does.
[[nodiscard]] const AttentionKernels& attention_kernels(Precision precision,
                                                        const BertConfig& config,
                                                        const Kernels& kernels);

// A BERT whose layers have been packed already, each in a precision of its own if need be. `kernels`
// and `attention` outlive it; `settings` is what it says about itself. Throws Error{kBadData} for a pooling or head
// that does not fit.
[[nodiscard]] std::unique_ptr<TextEncoder> make_bert_encoder(const EncoderDescription& description,
                                                             BertWeights weights,
                                                             const Kernels& kernels,
                                                             const AttentionKernels& attention,
                                                             Json settings);

}  // namespace assay
