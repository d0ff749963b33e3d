#include "nn/reference_bert.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace assay::test {
namespace {

using Row = std::vector<double>;
using Rows = std::vector<Row>;

double activate(Activation activation, double x) {
  switch (activation) {
    case Activation::kIdentity:
      return x;
    case Activation::kGelu:
      return 0.5 * x * (1.0 + std::erf(x / std::numbers::sqrt2));
    case Activation::kGeluTanh:
      return 0.5 * x *
             (1.0 + std::tanh(std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
    case Activation::kRelu:
      return std::max(x, 0.0);
    case Activation::kSilu:
      return x / (1.0 + std::exp(-x));
    case Activation::kTanh:
      return std::tanh(x);
  }
  return x;
}

Row linear(const Row& x, std::span<const float> weight, std::span<const float> bias,
           std::size_t out) {
  Row y(out);
  for (std::size_t o = 0; o < out; ++o) {
    y[o] = bias.empty() ? 0.0 : double{bias[o]};
    for (std::size_t i = 0; i < x.size(); ++i) y[o] += x[i] * double{weight[o * x.size() + i]};
  }
  return y;
}

void layer_norm(Row& x, std::span<const float> weight, std::span<const float> bias,
                double epsilon) {
  const auto n = static_cast<double>(x.size());
  double mean = 0;
  for (const double v : x) mean += v / n;
  double variance = 0;
  for (const double v : x) variance += (v - mean) * (v - mean) / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = (x[i] - mean) / std::sqrt(variance + epsilon) * double{weight[i]} + double{bias[i]};
  }
}

Rows attend(const Rows& q, const Rows& k, const Rows& v, std::size_t heads) {
  const std::size_t d = q[0].size();
  const std::size_t head_dim = d / heads;
  Rows out(q.size(), Row(d, 0.0));
  for (std::size_t h = 0; h < heads; ++h) {
    for (std::size_t i = 0; i < q.size(); ++i) {
      Row p(k.size(), 0.0);
      for (std::size_t j = 0; j < k.size(); ++j) {
        for (std::size_t c = h * head_dim; c < (h + 1) * head_dim; ++c) p[j] += q[i][c] * k[j][c];
        p[j] /= std::sqrt(static_cast<double>(head_dim));
      }
      const double largest = *std::max_element(p.begin(), p.end());
      double sum = 0;
      for (double& x : p) sum += x = std::exp(x - largest);
      for (std::size_t j = 0; j < k.size(); ++j) {
        for (std::size_t c = h * head_dim; c < (h + 1) * head_dim; ++c)
          out[i][c] += p[j] / sum * v[j][c];
      }
    }
  }
  return out;
}

Rows hidden_states(const BertConfig& config, const MemoryTensors& tensors,
                   std::span<const std::int32_t> ids) {
  const std::size_t d = config.hidden;
  const auto norm = [&](const std::string& name, Row& x) {
    layer_norm(x, tensors.values(name + ".weight"), tensors.values(name + ".bias"),
               config.layer_norm_eps);
  };
  const auto apply = [&](const std::string& name, const Row& x, std::size_t out) {
    return linear(x, tensors.values(name + ".weight"), tensors.values(name + ".bias"), out);
  };
  const auto& words = tensors.values("embeddings.word_embeddings.weight");
  const auto& positions = tensors.values("embeddings.position_embeddings.weight");
  const auto& types = tensors.values("embeddings.token_type_embeddings.weight");
  Rows x(ids.size(), Row(d));
  for (std::size_t t = 0; t < ids.size(); ++t) {
    for (std::size_t j = 0; j < d; ++j) {
      x[t][j] = double{words[static_cast<std::size_t>(ids[t]) * d + j]} + double{types[j]} +
                double{positions[t * d + j]};
    }
    norm("embeddings.LayerNorm", x[t]);
  }
  for (std::size_t i = 0; i < config.layers; ++i) {
    const std::string layer = "encoder.layer." + std::to_string(i) + ".";
    Rows q, k, v;
    for (const Row& row : x) {
      q.push_back(apply(layer + "attention.self.query", row, d));
      k.push_back(apply(layer + "attention.self.key", row, d));
      v.push_back(apply(layer + "attention.self.value", row, d));
    }
    const Rows context = attend(q, k, v, config.heads);
    for (std::size_t t = 0; t < x.size(); ++t) {
      const Row attended = apply(layer + "attention.output.dense", context[t], d);
      for (std::size_t j = 0; j < d; ++j) x[t][j] += attended[j];
      norm(layer + "attention.output.LayerNorm", x[t]);
      Row inner = apply(layer + "intermediate.dense", x[t], config.intermediate);
      for (double& value : inner) value = activate(config.activation, value);
      const Row outer = apply(layer + "output.dense", inner, d);
      for (std::size_t j = 0; j < d; ++j) x[t][j] += outer[j];
      norm(layer + "output.LayerNorm", x[t]);
    }
  }
  return x;
}

Row pool(const PoolingConfig& pooling, const Rows& x, std::size_t first) {
  Row out;
  const std::size_t d = x[0].size();
  const auto sum = [&](auto weight, auto divisor) {
    Row total(d, 0.0);
    double weights = 0;
    for (std::size_t t = first; t < x.size(); ++t) {
      for (std::size_t j = 0; j < d; ++j) total[j] += weight(t) * x[t][j];
      weights += weight(t);
    }
    for (const double value : total) out.push_back(value / divisor(weights));
  };
  const auto one = [](std::size_t) { return 1.0; };
  const auto itself = [](double n) { return n; };
  if (pooling.cls) out.insert(out.end(), x[first].begin(), x[first].end());
  if (pooling.max) {
    for (std::size_t j = 0; j < d; ++j) {
      double largest = x[first][j];
      for (std::size_t t = first; t < x.size(); ++t) largest = std::max(largest, x[t][j]);
      out.push_back(largest);
    }
  }
  if (pooling.mean) sum(one, itself);
  if (pooling.mean_sqrt_len) sum(one, [](double n) { return std::sqrt(n); });
  if (pooling.weighted_mean) sum([](std::size_t t) { return static_cast<double>(t + 1); }, itself);
  if (pooling.last_token) out.insert(out.end(), x.back().begin(), x.back().end());
  return out;
}

}  // namespace

std::vector<double> reference_embedding(const EncoderDescription& description,
                                        const MemoryTensors& tensors,
                                        std::span<const std::int32_t> ids,
                                        std::size_t prompt_tokens) {
  Row x = pool(description.pooling, hidden_states(description.bert, tensors, ids),
               description.pooling.include_prompt ? 0 : prompt_tokens);
  for (const HeadStage& stage : description.head) {
    if (const auto* dense = std::get_if<DenseConfig>(&stage)) {
      x = linear(x, dense->weight, dense->bias, dense->out_features);
      for (double& value : x) value = activate(dense->activation, value);
    } else if (const auto* norm = std::get_if<LayerNormConfig>(&stage)) {
      layer_norm(x, norm->weight, norm->bias, 1e-5);
    } else {
      double squares = 0;
      for (const double value : x) squares += value * value;
      for (double& value : x) value /= std::max(std::sqrt(squares), 1e-12);
    }
  }
  return x;
}

}  // namespace assay::test
