#include "bench/product_rates.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>

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

// One of our layers with inputs and outputs of its own.
class Layer {
 public:
  Layer(const ProductShape& shape, Precision precision)
      : shape_(shape),
        input_(values(kRows * shape.in, 1.0F)),
        output_(kRows * shape.out),
        linear_(LayerMaker(precision, kernels())
                    .make({.name = "",
                           .weight = values(shape.out * shape.in, 0.1F),
                           .bias = values(shape.out, 0.1F),
                           .in_features = shape.in})) {}
  void run() {
    linear_->run({.input = input_.data(),
                  .input_stride = shape_.in,
                  .rows = kRows,
                  .output = output_.data(),
                  .output_stride = shape_.out},
                 scratch_);
  }

 private:
  ProductShape shape_;
  std::vector<float> input_;
  std::vector<float> output_;
  std::unique_ptr<Linear> linear_;
  Linear::Scratch scratch_;
};

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
  std::printf("%-32s%12s", "layer", "oneDNN f32");
  for (const Precision precision : precisions)
    std::printf("%18s", std::string(to_string(precision)).c_str());
  std::printf("%16s\n", "f32 / oneDNN");
  for (const ProductShape& shape : shapes) {
    const double operations = 2.0 * static_cast<double>(kRows * shape.in * shape.out);
    std::vector<std::function<void()>> contestants;
    for (const Precision precision : precisions) {
      contestants.emplace_back(
          [layer = std::make_shared<Layer>(shape, precision)] { layer->run(); });
    }
    for (const InstructionRate& limit : limits) contestants.push_back(limit.burst);
    const std::function<void()> yardstick = onednn_product(kRows, shape.out, shape.in);
    if (yardstick) contestants.push_back(yardstick);
    const Turns turns(seconds * static_cast<double>(contestants.size()), contestants);

    std::printf("%-32s", shape.name.c_str());
    if (yardstick) {
      std::printf("%12.1f", operations / turns.shortest_of(contestants.size() - 1) / 1e9);
    } else {
      std::printf("%12s", "-");
    }
    for (std::size_t i = 0; i < precisions.size(); ++i) {
      std::printf("%11.1f", operations / turns.shortest_of(i) / 1e9);
      if (const InstructionRate* limit = limit_of(precisions[i], limits)) {
        const std::size_t burst = precisions.size() + static_cast<std::size_t>(limit - &limits[0]);
        std::printf(" (%3.0f%%)",
                    100 * turns.median_ratio(burst, i) * operations / limit->operations_in_burst());
      } else {
        std::printf("       ");
      }
    }
    const auto f32 = std::ranges::find(precisions, Precision::kF32);
    if (yardstick && f32 != precisions.end()) {
      std::printf("%15.0f%%",
                  100 * turns.median_ratio(contestants.size() - 1,
                                           static_cast<std::size_t>(f32 - precisions.begin())));
    }
    std::printf("\n");
  }
}

}  // namespace assay::bench
