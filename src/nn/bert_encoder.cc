#include "nn/bert_encoder.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "nn/head.h"
#include "nn/pooling.h"
#include "nn/text_encoder.h"

namespace assay {
namespace {

struct BertWorkspace final : TextEncoder::Workspace {
  AlignedBuffer<float> hidden;        // [tokens x hidden]
  AlignedBuffer<float> projections;   // [tokens x 3 hidden]: query, key, value
  AlignedBuffer<float> context;       // [tokens x hidden]
  AlignedBuffer<float> sums;          // [tokens x hidden]: before layer normalisation
  AlignedBuffer<float> intermediate;  // [tokens x intermediate]
  AlignedBuffer<float> attention;
  AlignedBuffer<float> pooled;
  AlignedBuffer<float> head;
  AlignedBuffer<float> single;  // rows of the tokens that pooling looks at, and their queries
  Linear::Scratch linear;
};

// Rows of each part when `rows` go in as few equal parts as possible of about `most` each: whole tiles
// of the products.
std::size_t equal_part(std::size_t rows, std::size_t most) {
  constexpr std::size_t kTile = 8;
  const std::size_t parts = (rows + most - 1) / most;
  return ((rows + parts - 1) / parts + kTile - 1) / kTile * kTile;
}

class BertEncoder final : public TextEncoder {
 public:
  BertEncoder(const EncoderDescription& description, BertWeights weights, const Kernels& kernels,
              const AttentionKernels& attention, Json settings)
      : config_(description.bert),
        pooling_(description.pooling),
        pooled_width_(pooled_width(description.pooling, description.bert.hidden)),
        weights_(std::move(weights)),
        kernels_(kernels),
        attention_(attention),
        head_(description.head, pooled_width_, kernels),
        settings_(std::move(settings)) {}

  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return std::make_unique<BertWorkspace>();
  }
  void encode(const TokenBatch& batch, Workspace& workspace, float* out) const override;
  [[nodiscard]] std::size_t dimension() const override { return head_.dimension(); }
  [[nodiscard]] std::size_t preferred_batch_tokens() const override { return 256; }
  [[nodiscard]] std::uint64_t weights_bytes() const override {
    return weights_.bytes() + head_.weights_bytes();
  }
  [[nodiscard]] Json settings() const override { return settings_; }

 private:
  [[nodiscard]] std::size_t first_pooled(const TokenBatch& batch, std::size_t text) const {
    if (pooling_.include_prompt || batch.prompt_tokens.empty()) return 0;
    return std::min<std::size_t>(batch.prompt_tokens[text],
                                 batch.offsets[text + 1] - batch.offsets[text]);
  }
  void embed(const TokenBatch& batch, BertWorkspace& w) const;
  void attend(const TokenBatch& batch, const BertLayer& layer, BertWorkspace& w) const;
  // The last layer where pooling looks at single tokens: only these go through it. Writes the pooled
  // vectors.
  void run_single_tokens(const TokenBatch& batch, const BertLayer& layer, BertWorkspace& w,
                         float* pooled) const;
  // From the attention's result to the layer's output, both [rows x hidden]; `x` holds the layer's
  // input. Rows do not depend on each other: so few at a time that what is between the products stays
  // in the second-level cache are faster.
  void finish_layer(const BertLayer& layer, const float* context, float* x, std::size_t rows,
                    BertWorkspace& w) const;
  void normalize(const NormWeights& norm, const float* x, std::size_t rows, float* out) const;

  BertConfig config_;
  PoolingConfig pooling_;
  std::size_t pooled_width_;
  BertWeights weights_;
  const Kernels& kernels_;
  const AttentionKernels& attention_;
  Head head_;
  Json settings_;
};

void BertEncoder::embed(const TokenBatch& batch, BertWorkspace& w) const {
  const std::size_t d = config_.hidden;
  float* x = w.hidden.reserve_discarding(batch.ids.size() * d);
  for (std::size_t text = 0; text + 1 < batch.offsets.size(); ++text) {
    for (std::size_t t = batch.offsets[text]; t < batch.offsets[text + 1]; ++t) {
      kernels_.layer_norm({.x = weights_.words.data() + static_cast<std::size_t>(batch.ids[t]) * d,
                           .x_stride = d,
                           .addend = weights_.positions.data() + (t - batch.offsets[text]) * d,
                           .addend_stride = d,
                           .rows = 1,
                           .cols = d,
                           .weight = weights_.embedding_norm.weight.data(),
                           .bias = weights_.embedding_norm.bias.data(),
                           .epsilon = static_cast<float>(config_.layer_norm_eps),
                           .out = x + t * d,
                           .out_stride = d});
    }
  }
}

void BertEncoder::normalize(const NormWeights& norm, const float* x, std::size_t rows,
                            float* out) const {
  kernels_.layer_norm({.x = x,
                       .x_stride = config_.hidden,
                       .addend = nullptr,
                       .addend_stride = 0,
                       .rows = rows,
                       .cols = config_.hidden,
                       .weight = norm.weight.data(),
                       .bias = norm.bias.data(),
                       .epsilon = static_cast<float>(config_.layer_norm_eps),
                       .out = out,
                       .out_stride = config_.hidden});
}

void BertEncoder::attend(const TokenBatch& batch, const BertLayer& layer, BertWorkspace& w) const {
  const std::size_t d = config_.hidden;
  const std::size_t tokens = batch.ids.size();
  const std::size_t head_dim = d / config_.heads;
  float* qkv = w.projections.reserve_discarding(tokens * 3 * d);
  float* context = w.context.reserve_discarding(tokens * d);
  layer.query_key_value->run({.input = w.hidden.data(),
                              .input_stride = d,
                              .rows = tokens,
                              .output = qkv,
                              .output_stride = 3 * d},
                             w.linear);
  w.profile.lap(EncodePart::kQueryKeyValue);
  for (std::size_t text = 0; text + 1 < batch.offsets.size(); ++text) {
    const std::size_t first = batch.offsets[text];
    const std::size_t length = batch.offsets[text + 1] - first;
    const float* rows = qkv + first * 3 * d;
    attention_.run(
        {.q = rows,
         .q_stride = 3 * d,
         .queries = length,
         .k = rows + d,
         .v = rows + 2 * d,
         .kv_stride = 3 * d,
         .tokens = length,
         .heads = config_.heads,
         .head_dim = head_dim,
         .out = context + first * d,
         .out_stride = d,
         .scratch = w.attention.reserve_discarding(attention_.scratch(length, head_dim))});
  }
  w.profile.lap(EncodePart::kAttention);
}

void BertEncoder::finish_layer(const BertLayer& layer, const float* context, float* x,
                               std::size_t rows, BertWorkspace& w) const {
  const std::size_t d = config_.hidden;
  const std::size_t wide = config_.intermediate;
  float* sums = w.sums.reserve_discarding(rows * d);
  float* inner = w.intermediate.reserve_discarding(rows * wide);
  LinearCall into_sums = {.input_stride = d,
                          .rows = rows,
                          .output = sums,
                          .output_stride = d,
                          .epilogue = Epilogue::kBiasResidual,
                          .residual = x,
                          .residual_stride = d};
  into_sums.input = context;
  layer.attention_output->run(into_sums, w.linear);
  w.profile.lap(EncodePart::kAttentionOutput);
  normalize(layer.attention_norm, sums, rows, x);
  w.profile.lap(EncodePart::kNorm);
  const bool fused = config_.activation == Activation::kGelu;
  layer.up->run({.input = x,
                 .input_stride = d,
                 .rows = rows,
                 .output = inner,
                 .output_stride = wide,
                 .epilogue = fused ? Epilogue::kBiasGelu : Epilogue::kBias},
                w.linear);
  if (!fused) apply_activation(config_.activation, inner, rows * wide, kernels_);
  w.profile.lap(EncodePart::kUp);
  into_sums.input = inner;
  into_sums.input_stride = wide;
  layer.down->run(into_sums, w.linear);
  w.profile.lap(EncodePart::kDown);
  normalize(layer.output_norm, sums, rows, x);
  w.profile.lap(EncodePart::kNorm);
}

void BertEncoder::run_single_tokens(const TokenBatch& batch, const BertLayer& layer,
                                    BertWorkspace& w, float* pooled) const {
  const std::size_t d = config_.hidden;
  const std::size_t head_dim = d / config_.heads;
  const std::size_t tokens = batch.ids.size();
  const std::size_t texts = batch.offsets.size() - 1;
  const std::size_t each = pooled_width_ / d;  // tokens of a text: the first, the last or both
  const std::size_t rows = texts * each;
  float* key_value = w.projections.reserve_discarding(tokens * 2 * d);
  float* context = w.context.reserve_discarding(rows * d);
  float* x = w.single.reserve_discarding(2 * rows * d);
  float* query = x + rows * d;
  for (std::size_t text = 0; text < texts; ++text) {
    const std::size_t count = batch.offsets[text + 1] - batch.offsets[text];
    const std::size_t first = first_pooled(batch, text);
    const float* hidden = w.hidden.data() + batch.offsets[text] * d;
    float* to = x + text * each * d;
    if (pooling_.cls) to = std::copy_n(hidden + (first < count ? first : 0) * d, d, to);
    if (pooling_.last_token) std::copy_n(hidden + (count - 1) * d, d, to);
  }
  layer.key_value->run({.input = w.hidden.data(),
                        .input_stride = d,
                        .rows = tokens,
                        .output = key_value,
                        .output_stride = 2 * d},
                       w.linear);
  layer.query->run(
      {.input = x, .input_stride = d, .rows = rows, .output = query, .output_stride = d}, w.linear);
  w.profile.lap(EncodePart::kQueryKeyValue);
  for (std::size_t text = 0; text < texts; ++text) {
    const std::size_t length = batch.offsets[text + 1] - batch.offsets[text];
    const float* keys = key_value + std::size_t{2} * d * batch.offsets[text];
    attention_.run(
        {.q = query + text * each * d,
         .q_stride = d,
         .queries = each,
         .k = keys,
         .v = keys + d,
         .kv_stride = 2 * d,
         .tokens = length,
         .heads = config_.heads,
         .head_dim = head_dim,
         .out = context + text * each * d,
         .out_stride = d,
         .scratch = w.attention.reserve_discarding(attention_.scratch(length, head_dim))});
  }
  w.profile.lap(EncodePart::kAttention);
  finish_layer(layer, context, x, rows, w);
  std::copy_n(x, rows * d, pooled);
  if (!pooling_.last_token) return;
  for (std::size_t text = 0; text < texts; ++text) {
    // A text that is all prompt has no last token.
    if (first_pooled(batch, text) < batch.offsets[text + 1] - batch.offsets[text]) continue;
    std::fill_n(pooled + ((text + 1) * each - 1) * d, d, 0.0F);
  }
}

void BertEncoder::encode(const TokenBatch& batch, Workspace& workspace, float* out) const {
  assert(!batch.offsets.empty() && batch.offsets.back() == batch.ids.size());
  auto& w = static_cast<BertWorkspace&>(workspace);
  const std::size_t d = config_.hidden;
  const std::size_t texts = batch.offsets.size() - 1;
  const std::size_t tokens = batch.ids.size();
  w.profile.start();
  embed(batch, w);
  w.profile.lap(EncodePart::kEmbedding);
  float* pooled = w.pooled.reserve_discarding(texts * pooled_width_);
  bool is_pooled = false;
  for (const BertLayer& layer : weights_.layers) {
    if (layer.query) {
      run_single_tokens(batch, layer, w, pooled);
      is_pooled = true;
      continue;
    }
    attend(batch, layer, w);
    const std::size_t part = equal_part(tokens, layer.up->rows_at_once());
    for (std::size_t row = 0; row < tokens; row += part) {
      finish_layer(layer, w.context.data() + row * d, w.hidden.data() + row * d,
                   std::min(part, tokens - row), w);
    }
  }
  for (std::size_t text = 0; text < texts && !is_pooled; ++text) {
    const std::size_t first = batch.offsets[text];
    pool_text(pooling_, w.hidden.data() + first * d, batch.offsets[text + 1] - first,
              first_pooled(batch, text), d, pooled + text * pooled_width_);
  }
  head_.run(pooled, texts, w.head, w.linear, out);
  w.profile.lap(EncodePart::kPooling);
}

}  // namespace

bool splits_last_query(const EncoderDescription& description) {
  return pools_single_tokens(description.pooling);
}

const AttentionKernels& attention_kernels(Precision precision, const BertConfig& config,
                                          const Kernels& kernels) {
  return precision == Precision::kI8 && config.max_positions <= kI16LargestTokens
             ? kernels.attention_i16
             : kernels.attention;
}

std::unique_ptr<TextEncoder> make_bert_encoder(const EncoderDescription& description,
                                               BertWeights weights, const Kernels& kernels,
                                               const AttentionKernels& attention, Json settings) {
  return std::make_unique<BertEncoder>(description, std::move(weights), kernels, attention,
                                       std::move(settings));
}

}  // namespace assay
