#pragma once

#include <string>
#include <vector>

#include "assay/precision.h"
#include "bench/machine_limits.h"
#include "nn/text_encoder.h"

namespace assay::bench {

struct EncoderBench {
  std::string name;
  BertConfig config;
  std::size_t text_tokens = 0;  // length of the long texts
};

// Prints for a network with random weights, in every precision: tokens/s of long texts on one core
// and on two, the linear layers' share of the limit, where the time goes, and the latency of one
// text of 16 tokens.
void print_encoder_rates(const EncoderBench& bench, const std::vector<Precision>& precisions,
                         const std::vector<InstructionRate>& limits, double seconds);

}  // namespace assay::bench
