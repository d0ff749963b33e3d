#pragma once

#include <string>
#include <vector>

#include "assay/precision.h"
#include "bench/machine_limits.h"

namespace assay::bench {

// A linear layer of a model: [rows x in] -> [rows x out].
struct ProductShape {
  std::string name;
  std::size_t in = 0;
  std::size_t out = 0;
};

// Prints, for every shape, the operations per second of oneDNN's f32 product and of our layers in
// each precision (quantising the rows included), one core, 256 rows, with the shares of the limits.
void print_product_rates(const std::vector<ProductShape>& shapes,
                         const std::vector<Precision>& precisions,
                         const std::vector<InstructionRate>& limits, double seconds);

// The limit that a precision's products run against; null where none was measured.
[[nodiscard]] const InstructionRate* limit_of(Precision precision,
                                              const std::vector<InstructionRate>& limits);

}  // namespace assay::bench
