#include "nn/bert_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "assay/error.h"
#include "base/parallel.h"

namespace assay {
namespace {

// The tensors of a BERT under the names they have in this file: with or without "bert." in front,
// LayerNorm's as in PyTorch (weight, bias) or in old TensorFlow exports (gamma, beta).
class BertTensors {
 public:
  BertTensors(const TensorSource& source, std::size_t hidden) : source_(source), hidden_(hidden) {
    constexpr std::string_view kFirst = "embeddings.word_embeddings.weight";
    if (!source.find(kFirst) && source.find("bert." + std::string(kFirst))) prefix_ = "bert.";
  }

  [[nodiscard]] std::vector<float> load(const std::string& name,
                                        std::initializer_list<std::size_t> shape) const {
    return load_floats(source_, prefix_ + name, std::span(shape.begin(), shape.size()));
  }
  [[nodiscard]] NormWeights norm(const std::string& name) const {
    const bool is_old =
        !source_.find(prefix_ + name + ".weight") && source_.find(prefix_ + name + ".gamma");
    return {load(name + (is_old ? ".gamma" : ".weight"), {hidden_}),
            load(name + (is_old ? ".beta" : ".bias"), {hidden_})};
  }

 private:
  const TensorSource& source_;
  std::size_t hidden_;
  std::string prefix_;
};

struct RawLinear {
  std::vector<float> weight, bias;
  RawLinear& operator+=(const RawLinear& below) {
    weight.insert(weight.end(), below.weight.begin(), below.weight.end());
    bias.insert(bias.end(), below.bias.begin(), below.bias.end());
    return *this;
  }
};

BertLayer load_layer(const BertTensors& tensors, const BertConfig& config, std::size_t index,
                     bool split_query, const MakeLinear& make_linear) {
  const std::size_t d = config.hidden;
  const std::string name = "encoder.layer." + std::to_string(index) + ".";
  const auto load = [&](const std::string& part, std::size_t out, std::size_t in) {
    return RawLinear{tensors.load(name + part + ".weight", {out, in}),
                     tensors.load(name + part + ".bias", {out})};
  };
  const auto pack = [&](const std::string& part, const RawLinear& raw, std::size_t in) {
    return make_linear(
        {.name = name + part, .weight = raw.weight, .bias = raw.bias, .in_features = in});
  };
  BertLayer layer;
  {
    RawLinear query = load("attention.self.query", d, d);
    const double head_dim = static_cast<double>(d) / static_cast<double>(config.heads);
    const auto scale = static_cast<float>(std::numbers::log2e / std::sqrt(head_dim));
    for (float& w : query.weight) w *= scale;
    for (float& b : query.bias) b *= scale;
    RawLinear key_value = load("attention.self.key", d, d);
    key_value += load("attention.self.value", d, d);
    if (split_query) {
      layer.query = pack("attention.self.query", query, d);
      layer.key_value = pack("attention.self.key_value", key_value, d);
    } else {
      query += key_value;
      layer.query_key_value = pack("attention.self", query, d);
    }
  }
  layer.attention_output = pack("attention.output", load("attention.output.dense", d, d), d);
  layer.attention_norm = tensors.norm(name + "attention.output.LayerNorm");
  layer.up = pack("intermediate", load("intermediate.dense", config.intermediate, d), d);
  layer.down = pack("output", load("output.dense", d, config.intermediate), config.intermediate);
  layer.output_norm = tensors.norm(name + "output.LayerNorm");
  return layer;
}

void check(const BertConfig& config, const std::string& where) {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorKind::kBadData, where + ": " + what);
  };
  if (config.hidden == 0 || config.heads == 0 || config.intermediate == 0 ||
      config.max_positions == 0 || config.vocab_size == 0 || config.type_vocab_size == 0) {
    fail("a size in the model's configuration is 0");
  }
  if (config.hidden % config.heads != 0) {
    fail("hidden size " + std::to_string(config.hidden) +
         " is not a multiple of the number of heads, " + std::to_string(config.heads));
  }
}

}  // namespace

std::uint64_t BertWeights::bytes() const {
  std::uint64_t bytes = (words.size() + positions.size()) * sizeof(float);
  for (const BertLayer& layer : layers) {
    for (const auto* linear : {&layer.query_key_value, &layer.query, &layer.key_value,
                               &layer.attention_output, &layer.up, &layer.down}) {
      if (*linear) bytes += (*linear)->weights_bytes();
    }
  }
  return bytes;
}

BertWeights load_bert_weights(const BertConfig& config, const TensorSource& source,
                              bool split_last_query, const MakeLinear& make_linear,
                              unsigned threads) {
  check(config, source.where());
  const std::size_t d = config.hidden;
  const BertTensors tensors(source, d);
  BertWeights weights;
  weights.words = tensors.load("embeddings.word_embeddings.weight", {config.vocab_size, d});
  weights.positions =
      tensors.load("embeddings.position_embeddings.weight", {config.max_positions, d});
  const std::vector<float> types =
      tensors.load("embeddings.token_type_embeddings.weight", {config.type_vocab_size, d});
  for (std::size_t i = 0; i < weights.positions.size(); ++i) weights.positions[i] += types[i % d];
  weights.embedding_norm = tensors.norm("embeddings.LayerNorm");
  weights.layers.resize(config.layers);
  parallel_for(config.layers, threads, [&](std::size_t i, unsigned) {
    const bool split_query = split_last_query && i + 1 == config.layers;
    weights.layers[i] = load_layer(tensors, config, i, split_query, make_linear);
  });
  return weights;
}

}  // namespace assay
