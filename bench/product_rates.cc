#include "bench/product_rates.h"

#include <cstdio>
#include <optional>

#include "bench/stopwatch.h"
#include "bench/yardstick.h"
#include "math/dispatch.h"
#include "nn/layer_maker.h"

namespace assay::bench {
namespace {

constexpr std::size_t kRows = 256;

// Values as they are in a trained network: a bell, scaled.
std::vector<float> values(std::size_t count, float scale) {
  std::vector<float> values(count);
  std::uint32_t state = 1;
  for (float& v : values) {
    float sum = 0;
    for (int i = 0; i < 4; ++i) {
      state = state * 1664525U + 1013904223U;
      sum += static_cast<float>(state >> 8) * 0x1p-24F - 0.5F;
    }
    v = sum * scale;
  }
  return values;
}

double our_seconds(const ProductShape& shape, Precision precision, double seconds) {
  const std::vector<float> input = values(kRows * shape.in, 1.0F);
  const std::vector<float> bias = values(shape.out, 0.1F);
  const std::vector<float> weight = values(shape.out * shape.in, 0.1F);
  const auto linear =
      LayerMaker(precision, kernels())
          .make({.name = "", .weight = weight, .bias = bias, .in_features = shape.in});
  std::vector<float> output(kRows * shape.out);
  Linear::Scratch scratch;
  return shortest(seconds, [&] {
    linear->run({.input = input.data(),
                 .input_stride = shape.in,
                 .rows = kRows,
                 .output = output.data(),
                 .output_stride = shape.out},
                scratch);
  });
}

}  // namespace

const InstructionRate* limit_of(Precision precision, const std::vector<InstructionRate>& limits) {
  const char* name = precision == Precision::kI16   ? "VPDPWSSD"
                     : precision == Precision::kI8  ? "VPDPBUSD"
                     : precision == Precision::kF32 ? "FMA"
                                                    : "VDPBF16PS";
  for (const InstructionRate& limit : limits) {
    if (limit.name.starts_with(name)) return &limit;
  }
  return nullptr;
}

void print_product_rates(const std::vector<ProductShape>& shapes,
                         const std::vector<Precision>& precisions,
                         const std::vector<InstructionRate>& limits, double seconds) {
  std::printf("\nLinear layers, %zu rows, one core, GFLOP/s (share of the instruction's limit)\n",
              kRows);
  std::printf("%-28s%12s", "layer", "oneDNN f32");
  for (const Precision precision : precisions)
    std::printf("%18s", std::string(to_string(precision)).c_str());
  std::printf("%16s\n", "f32 / oneDNN");
  for (const ProductShape& shape : shapes) {
    const double operations = 2.0 * static_cast<double>(kRows * shape.in * shape.out);
    const std::optional<double> yardstick = onednn_seconds(kRows, shape.out, shape.in, seconds);
    std::printf("%-28s", shape.name.c_str());
    if (yardstick) {
      std::printf("%12.1f", operations / *yardstick / 1e9);
    } else {
      std::printf("%12s", "-");
    }
    double f32 = 0;
    for (const Precision precision : precisions) {
      const double rate = operations / our_seconds(shape, precision, seconds);
      if (precision == Precision::kF32) f32 = rate;
      const InstructionRate* limit = limit_of(precision, limits);
      std::printf("%11.1f", rate / 1e9);
      if (limit != nullptr) {
        std::printf(" (%3.0f%%)", 100 * rate / limit->operations_per_second());
      } else {
        std::printf("       ");
      }
    }
    if (yardstick) std::printf("%15.0f%%", 100 * f32 / (operations / *yardstick));
    std::printf("\n");
  }
}

}  // namespace assay::bench
