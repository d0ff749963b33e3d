#include "bench/product_rates.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "bench/stopwatch.h"
#include "bench/yardstick.h"
#include "math/dispatch.h"
#include "nn/layer_maker.h"

namespace assay::bench {
namespace {

constexpr std::size_t kRows = 256;
// The precisions in which oneDNN's products stand beside ours.
constexpr std::array kYardsticks = {Precision::kF32, Precision::kBf16};

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
  std::printf("%-32s", "layer");
  for (const Precision precision : precisions)
    std::printf("%18s", std::string(to_string(precision)).c_str());
  for (const Precision precision : kYardsticks)
    std::printf("%26s", ("oneDNN " + std::string(to_string(precision)) + " (we : it)").c_str());
  std::printf("\n");
  for (const ProductShape& shape : shapes) {
    const double operations = 2.0 * static_cast<double>(kRows * shape.in * shape.out);
    std::vector<std::function<void()>> contestants;
    for (const Precision precision : precisions) {
      contestants.emplace_back(
          [layer = std::make_shared<Layer>(shape, precision)] { layer->run(); });
    }
    for (const InstructionRate& limit : limits) contestants.push_back(limit.burst);
    std::vector<std::optional<std::size_t>> yardsticks;  // their numbers among the contestants
    for (const Precision precision : kYardsticks) {
      auto yardstick = onednn_product(precision, kRows, shape.out, shape.in);
      yardsticks.push_back(yardstick ? std::optional(contestants.size()) : std::nullopt);
      if (yardstick) contestants.push_back(std::move(yardstick));
    }
    const Turns turns(seconds * static_cast<double>(contestants.size()), contestants);

    std::printf("%-32s", shape.name.c_str());
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
    for (std::size_t i = 0; i < yardsticks.size(); ++i) {
      const auto ours = std::ranges::find(precisions, kYardsticks[i]);
      if (!yardsticks[i]) {
        std::printf("%26s", "-");
        continue;
      }
      std::printf("%17.1f", operations / turns.shortest_of(*yardsticks[i]) / 1e9);
      if (ours == precisions.end()) {
        std::printf("         ");
      } else {
        std::printf(" (%5.0f%%)",
                    100 * turns.median_ratio(*yardsticks[i],
                                             static_cast<std::size_t>(ours - precisions.begin())));
      }
    }
    std::printf("\n");
  }
}

}  // namespace assay::bench
