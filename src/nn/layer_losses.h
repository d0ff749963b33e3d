#pragma once

#include <map>
#include <string>

#include "math/kernels.h"
#include "nn/precision_choice.h"
#include "nn/tensor.h"
#include "nn/text_encoder.h"

namespace assay {

// A layer of i8 stays in i16 when more than this part of its output is lost: |y8 - y16| / |y16| over
// the probe.
inline constexpr double kI8LargestOutputLoss = 0.025;

// What each linear layer of the network would lose in i8, found by running the probe through the
// network in i16 and, at every layer, both products on the same input.
[[nodiscard]] std::map<std::string, double> i8_losses(const EncoderDescription& description,
                                                      const TensorSource& tensors,
                                                      const Kernels& kernels, const Probe& probe,
                                                      unsigned threads);

}  // namespace assay
