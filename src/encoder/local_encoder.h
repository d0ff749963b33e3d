#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "assay/encoder.h"
#include "encoder/prompts.h"
#include "nn/text_encoder.h"
#include "tokenizer/tokenizer.h"

namespace assay {

// What a local encoder is put together from.
struct LocalEncoderParts {
  ModelInfo info;  // embed_dim at most the network's dimension: the first components are kept
  std::unique_ptr<const Tokenizer> tokenizer;
  std::unique_ptr<const TextEncoder> network;
  PromptRules prompts;
  std::size_t max_tokens = 0;       // longer texts are cut, special tokens included
  std::size_t vocabulary_size = 0;  // rows of the network's embedding table
  bool pool_prompt = true;          // false: the prompt's tokens are left out of the pooling
  unsigned threads = 1;
  std::size_t batch_tokens = 0;  // 0 = the network's choice
  // Settings that take a while to find out (hash of the weights): called once, when info() is first
  // asked for.
  std::function<Json()> late_settings;
};

// Encodes with a network on this machine's cores. Equal texts are encoded once; each worker takes
// blocks of texts, tokenises them, packs them into micro-batches and runs those through the whole
// network, so that workers never wait for each other. encode() and info() may be called from any
// thread.
[[nodiscard]] std::unique_ptr<Encoder> make_local_encoder(LocalEncoderParts parts);

}  // namespace assay
