#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "assay/json.h"
#include "assay/precision.h"
#include "math/kernels.h"
#include "nn/bert_weights.h"
#include "nn/linear.h"

namespace assay {

// The part of an output's weights that 8 bits may lose (i8_rounding_loss).
inline constexpr double kI8LargestLoss = 1.0 / 32;
// The steps of 16 bits that half of an output's weights have to have (i16_fewest_steps). A bell-shaped
// row of 384 has 1,600; MiniLM's rows with the widest outliers have 57, and with them the cosine to
// f32 of 200 documents of SciFact is 0.9999997 at least.
inline constexpr double kI16FewestSteps = 16;

// Makes the layers of a network in one precision. Those that it does not suit stay in a finer one:
// i16 that 16 bits cannot hold in f32, i8 in i16. Threads may share it.
class LayerMaker {
 public:
  // `keep`: layers that are to stay in the next finer precision, by name, each with the reason.
  // REQUIRES: precision is not kAuto.
  LayerMaker(Precision precision, const Kernels& kernels,
             std::map<std::string, std::string> keep = {});

  [[nodiscard]] std::unique_ptr<Linear> make(const LinearWeights& layer);
  // Those that stayed finer, in the order of their names: [{"layer", "precision", "reason"}].
  [[nodiscard]] Json kept() const;
  // The instruction that multiplies; "fma" for f32, and "plain loop" where the ISA has none.
  [[nodiscard]] std::string instruction() const;
  // False where this CPU has no instruction for the precision, so that it is emulated.
  [[nodiscard]] bool is_native() const;

 private:
  [[nodiscard]] std::unique_ptr<Linear> make_as(Precision precision,
                                                const LinearWeights& layer) const;

  Precision precision_;
  const Kernels& kernels_;
  const std::map<std::string, std::string> keep_;
  mutable std::mutex mutex_;
  std::map<std::string, Json> kept_;
};

}  // namespace assay
