#pragma once

#include <memory>

#include "assay/encoder.h"

namespace assay {

// mteb/baseline-random-encoder: a text's embedding is numpy's default_rng(SHA-256 of its UTF-8
// bytes mod 2^32) .random(32, float32). No weights and no prompts; the lower bound every model has
// to beat, and an encoder with exact published scores to test everything else with.
[[nodiscard]] std::unique_ptr<Encoder> make_random_encoder(const ModelOptions& options);

}  // namespace assay
