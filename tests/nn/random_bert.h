#pragma once

#include <cmath>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "nn/text_encoder.h"

namespace assay::test {

// Named float tensors in memory.
class MemoryTensors final : public TensorSource {
 public:
  void set(const std::string& name, std::vector<std::size_t> shape, std::vector<float> values) {
    tensors_[name] = {std::move(shape), std::move(values)};
  }
  void erase(const std::string& name) { tensors_.erase(name); }
  [[nodiscard]] std::vector<float>& values(const std::string& name) {
    return tensors_.at(name).values;
  }
  [[nodiscard]] const std::vector<float>& values(const std::string& name) const {
    return tensors_.at(name).values;
  }

  [[nodiscard]] std::optional<TensorView> find(std::string_view name) const override {
    const auto it = tensors_.find(std::string(name));
    if (it == tensors_.end()) return std::nullopt;
    return TensorView{DType::kF32, it->second.shape,
                      reinterpret_cast<const std::byte*>(it->second.values.data())};
  }
  [[nodiscard]] std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : tensors_) names.push_back(name);
    return names;
  }
  [[nodiscard]] std::string where() const override { return "memory"; }

 private:
  struct Tensor {
    std::vector<std::size_t> shape;
    std::vector<float> values;
  };
  std::map<std::string, Tensor> tensors_;
};

inline BertConfig tiny_bert() {
  return {.vocab_size = 50,
          .hidden = 24,
          .layers = 2,
          .heads = 3,
          .intermediate = 52,
          .max_positions = 512};
}

// Weights of about the size trained ones have, from a fixed seed: attention is neither flat nor
// one-hot.
inline MemoryTensors random_bert(const BertConfig& config, unsigned seed = 1) {
  std::mt19937 random(seed);
  MemoryTensors tensors;
  const auto fill = [&](const std::string& name, std::vector<std::size_t> shape, double middle,
                        double spread) {
    std::size_t size = 1;
    for (const std::size_t n : shape) size *= n;
    std::vector<float> values(size);
    for (float& v : values) {
      v = static_cast<float>(middle +
                             spread * (static_cast<double>(random()) / 2147483648.0 - 1.0));
    }
    tensors.set(name, std::move(shape), std::move(values));
  };
  const std::size_t d = config.hidden;
  const auto linear = [&](const std::string& name, std::size_t out, std::size_t in) {
    fill(name + ".weight", {out, in}, 0.0, 3.0 / std::sqrt(static_cast<double>(in)));
    fill(name + ".bias", {out}, 0.0, 0.2);
  };
  const auto norm = [&](const std::string& name) {
    fill(name + ".weight", {d}, 1.0, 0.3);
    fill(name + ".bias", {d}, 0.0, 0.2);
  };
  fill("embeddings.word_embeddings.weight", {config.vocab_size, d}, 0.0, 1.0);
  fill("embeddings.position_embeddings.weight", {config.max_positions, d}, 0.0, 0.3);
  fill("embeddings.token_type_embeddings.weight", {config.type_vocab_size, d}, 0.0, 0.1);
  norm("embeddings.LayerNorm");
  for (std::size_t i = 0; i < config.layers; ++i) {
    const std::string layer = "encoder.layer." + std::to_string(i) + ".";
    for (const char* part : {"query", "key", "value"})
      linear(layer + "attention.self." + part, d, d);
    linear(layer + "attention.output.dense", d, d);
    norm(layer + "attention.output.LayerNorm");
    linear(layer + "intermediate.dense", config.intermediate, d);
    linear(layer + "output.dense", d, config.intermediate);
    norm(layer + "output.LayerNorm");
  }
  return tensors;
}

inline std::vector<std::int32_t> random_ids(std::size_t count, std::size_t vocab_size,
                                            unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::int32_t> ids(count);
  for (std::int32_t& id : ids) id = static_cast<std::int32_t>(random() % vocab_size);
  return ids;
}

}  // namespace assay::test
