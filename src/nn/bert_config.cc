#include "nn/bert_config.h"

#include <array>
#include <string>
#include <string_view>

#include "assay/error.h"

namespace assay {
namespace {

[[noreturn]] void not_supported(const JsonObject& config, const std::string& what) {
  throw Error(ErrorKind::kNotSupported, config.where() + ": not supported yet: " + what);
}

// transformers, activations.py: the names of ACT2FN that compute one of our functions.
Activation parse_activation(const JsonObject& config) {
  struct Entry {
    std::string_view name;
    Activation activation;
  };
  static constexpr std::array kActivations = {Entry{"gelu", Activation::kGelu},
                                              Entry{"gelu_python", Activation::kGelu},
                                              Entry{"gelu_new", Activation::kGeluTanh},
                                              Entry{"gelu_fast", Activation::kGeluTanh},
                                              Entry{"gelu_accurate", Activation::kGeluTanh},
                                              Entry{"gelu_pytorch_tanh", Activation::kGeluTanh},
                                              Entry{"gelu_python_tanh", Activation::kGeluTanh},
                                              Entry{"relu", Activation::kRelu},
                                              Entry{"silu", Activation::kSilu},
                                              Entry{"swish", Activation::kSilu},
                                              Entry{"tanh", Activation::kTanh},
                                              Entry{"linear", Activation::kIdentity}};
  const std::string name = config.string("hidden_act").value_or("gelu");
  for (const Entry& entry : kActivations) {
    if (entry.name == name) return entry.activation;
  }
  not_supported(config, "hidden_act " + name);
}

void check_architecture(const JsonObject& config) {
  const std::string type = config.required_string("model_type");
  if (type != "bert") not_supported(config, "architecture " + type);
  // Models that come with code of their own are another network under a known name (JinaBERT has
  // ALiBi and a gated FFN).
  if (const auto map = config.object("auto_map")) {
    for (const char* key : {"AutoModel", "AutoModelForMaskedLM"}) {
      if (const auto name = map->string(key))
        not_supported(config, "architecture " + *name + " (auto_map)");
    }
  }
  const std::string positions = config.string("position_embedding_type").value_or("absolute");
  if (positions != "absolute") not_supported(config, "position_embedding_type " + positions);
  if (config.boolean("is_decoder").value_or(false))
    not_supported(config, "architecture bert with is_decoder");
}

}  // namespace

BertConfig parse_bert_config(const JsonObject& config) {
  check_architecture(config);
  const auto at_least_one = [&](const char* key, std::size_t otherwise) {
    return config.find(key) == nullptr ? otherwise : config.required_count(key);
  };
  BertConfig bert;
  bert.vocab_size = at_least_one("vocab_size", 30522);
  bert.hidden = at_least_one("hidden_size", 768);
  bert.layers = at_least_one("num_hidden_layers", 12);
  bert.heads = at_least_one("num_attention_heads", 12);
  bert.intermediate = at_least_one("intermediate_size", 3072);
  bert.max_positions = at_least_one("max_position_embeddings", 512);
  bert.type_vocab_size = at_least_one("type_vocab_size", 2);
  bert.layer_norm_eps = config.number("layer_norm_eps").value_or(1e-12);
  bert.activation = parse_activation(config);
  if (bert.hidden % bert.heads != 0) {
    throw Error(ErrorKind::kBadData, config.where() + ": 'hidden_size' is " +
                                         std::to_string(bert.hidden) +
                                         ", a multiple of 'num_attention_heads' (" +
                                         std::to_string(bert.heads) + ") is expected");
  }
  if (!(bert.layer_norm_eps > 0 && bert.layer_norm_eps < 1)) {
    throw Error(ErrorKind::kBadData, config.where() + ": 'layer_norm_eps' is not between 0 and 1");
  }
  return bert;
}

}  // namespace assay
