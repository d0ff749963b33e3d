#include <cstdio>
#include <map>
#include <string>
#include <utility>

#include "assay/error.h"
#include "math/dispatch.h"
#include "nn/bert_encoder.h"
#include "nn/choice_memory.h"
#include "nn/layer_losses.h"
#include "nn/layer_maker.h"
#include "nn/precision_choice.h"
#include "nn/text_encoder.h"

namespace assay {
namespace {

// The layers that i8 leaves in i16, each with the reason.
std::map<std::string, std::string> layers_to_keep(const EncoderDescription& description,
                                                  const TensorSource& tensors,
                                                  const Kernels& kernels,
                                                  const EngineOptions& options) {
  std::map<std::string, std::string> keep;
  if (options.probe.empty()) return keep;
  for (const auto& [name, loss] :
       i8_losses(description, tensors, kernels, options.probe, options.threads)) {
    if (loss <= kI8LargestOutputLoss) continue;
    char text[64];
    std::snprintf(text, sizeof text, "8 bits lose %.1f %% of its output", 100 * loss);
    keep[name] = text;
  }
  return keep;
}

std::unique_ptr<TextEncoder> make_in(Precision precision, const EncoderDescription& description,
                                     const TensorSource& tensors, const EngineOptions& options) {
  const Kernels& table = kernels();
  LayerMaker maker(precision, table,
                   precision == Precision::kI8
                       ? layers_to_keep(description, tensors, table, options)
                       : std::map<std::string, std::string>());
  if (options.strict && !maker.is_native()) {
    throw Error(ErrorKind::kNotSupported,
                "this CPU (" + cpu_name() + ", kernels: " + std::string(to_string(active_isa())) +
                    ") has no instruction for " + std::string(to_string(precision)));
  }
  BertWeights weights = load_bert_weights(
      description.bert, tensors, splits_last_query(description),
      [&](const LinearWeights& layer) { return maker.make(layer); }, options.threads);
  Json settings = Json::object();
  settings["precision"] = std::string(to_string(precision));
  settings["isa"] = std::string(to_string(active_isa()));
  settings["products"] = maker.instruction();
  const AttentionKernels& attention = attention_kernels(precision, description.bert, table);
  settings["attention"] = &attention == &table.attention ? "f32" : "i16";
  const Json kept = maker.kept();
  if (!kept.empty()) settings["finer_layers"] = kept;
  return make_bert_encoder(description, std::move(weights), table, attention, std::move(settings));
}

PrecisionChoice choose(const EncoderDescription& description, const TensorSource& tensors,
                       const EngineOptions& options) {
  const std::string key = options.memory.empty() ? "" : choice_key(tensors, kernels());
  if (const auto known = recall_choice(options.memory, key)) return *known;
  const PrecisionChoice choice = choose_precision(
      description.bert, kernels(), options.probe,
      [&](Precision precision) { return make_in(precision, description, tensors, options); });
  if (!choice.trials.empty()) remember_choice(options.memory, key, choice);
  return choice;
}

// A network that also says how its precision came about.
class ChosenEncoder final : public TextEncoder {
 public:
  ChosenEncoder(std::unique_ptr<TextEncoder> network, Json why)
      : network_(std::move(network)), why_(std::move(why)) {}
  [[nodiscard]] std::unique_ptr<Workspace> make_workspace() const override {
    return network_->make_workspace();
  }
  void encode(const TokenBatch& batch, Workspace& workspace, float* out) const override {
    network_->encode(batch, workspace, out);
  }
  [[nodiscard]] std::size_t dimension() const override { return network_->dimension(); }
  [[nodiscard]] std::size_t preferred_batch_tokens() const override {
    return network_->preferred_batch_tokens();
  }
  [[nodiscard]] std::uint64_t weights_bytes() const override { return network_->weights_bytes(); }
  [[nodiscard]] Json settings() const override {
    Json settings = network_->settings();
    settings["precision_choice"] = why_;
    return settings;
  }

 private:
  std::unique_ptr<TextEncoder> network_;
  Json why_;
};

}  // namespace

std::unique_ptr<TextEncoder> make_text_encoder(const EncoderDescription& description,
                                               const TensorSource& tensors,
                                               const EngineOptions& options) {
  if (options.precision != Precision::kAuto)
    return make_in(options.precision, description, tensors, options);
  const PrecisionChoice choice = choose(description, tensors, options);
  Json why = to_json(choice);
  why.erase("precision");
  return std::make_unique<ChosenEncoder>(make_in(choice.precision, description, tensors, options),
                                         std::move(why));
}

std::unique_ptr<TextEncoder> make_text_encoder(const EncoderDescription& description,
                                               const TensorSource& tensors, Precision precision,
                                               unsigned threads) {
  return make_text_encoder(description, tensors,
                           EngineOptions{.precision = precision, .threads = threads});
}

}  // namespace assay
