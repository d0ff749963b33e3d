#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assay/json.h"
#include "assay/precision.h"
#include "math/kernels.h"
#include "nn/tensor.h"
#include "nn/text_encoder.h"

namespace assay {

// A precision is true when no text of the probe has a smaller cosine between its embedding in it and
// in f32.
inline constexpr double kLeastTrueCosine = 0.9999;

// One that has at least this much of the speed of another counts as fast as it: measured speeds
// move by some per cent from one time to the next, and so little is not worth any truth.
inline constexpr double kAsFast = 0.9;

// What was found out about one precision on this machine.
struct PrecisionTrial {
  Precision precision = Precision::kF32;
  std::string instruction;
  double speed = 0;  // of the network's linear layers, as a multiple of f32's
  // Smallest over the probe. Not measured for those that are too slow to be chosen.
  std::optional<double> cosine;
};

struct PrecisionChoice {
  Precision precision = Precision::kF32;
  std::string reason;
  std::vector<PrecisionTrial> trials;  // fastest first
};
[[nodiscard]] Json to_json(const PrecisionChoice& choice);
// Nothing for anything but what to_json makes.
[[nodiscard]] std::optional<PrecisionChoice> choice_from_json(const Json& json);

using MakeNetwork = std::function<std::unique_ptr<TextEncoder>(Precision)>;
using Probe = std::vector<std::vector<std::int32_t>>;

// The truest of those that are as fast as the fastest true one (kAsFast). `cosine` gives that of a
// precision other than f32; it is asked in the order of falling speed and no more than needed.
using CosineToF32 = std::function<double(Precision)>;
[[nodiscard]] PrecisionChoice choose_among(std::vector<PrecisionTrial> trials,
                                           const CosineToF32& cosine);

// `auto`: of f32, bf16 and i16, those that this CPU has an instruction for, the one that
// choose_among takes. Speeds are measured here, on layers of this network's shapes (a few ms each);
// the CPU's flags do not tell them. An empty probe leaves f32.
[[nodiscard]] PrecisionChoice choose_precision(const BertConfig& config, const Kernels& kernels,
                                               const Probe& probe, const MakeNetwork& make);

// The smallest cosine between the embeddings of the probe's texts in two networks.
[[nodiscard]] double least_cosine(const TextEncoder& one, const TextEncoder& other,
                                  const Probe& probe);

}  // namespace assay
