#include "nn/bert_config.h"

#include <gtest/gtest.h>

#include "assay/error.h"

namespace assay {
namespace {

BertConfig parse(const std::string& text) {
  return parse_bert_config(JsonObject(parse_json(text, "config.json"), "config.json"));
}

// Kind and message of the failure of parsing `text`.
std::pair<ErrorKind, std::string> failure(const std::string& text) {
  try {
    (void)parse(text);
  } catch (const Error& error) {
    return {error.kind(), error.what()};
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(BertConfigTest, EveryNumberIsRead) {
  // all-MiniLM-L6-v2, with another eps and type_vocab_size.
  const BertConfig bert = parse(R"({"model_type": "bert", "hidden_act": "gelu", "hidden_size": 384,
      "intermediate_size": 1536, "layer_norm_eps": 1e-5, "max_position_embeddings": 512, "num_attention_heads": 12,
      "num_hidden_layers": 6, "position_embedding_type": "absolute", "type_vocab_size": 3, "vocab_size": 30522})");
  EXPECT_EQ(bert.vocab_size, 30522U);
  EXPECT_EQ(bert.hidden, 384U);
  EXPECT_EQ(bert.layers, 6U);
  EXPECT_EQ(bert.heads, 12U);
  EXPECT_EQ(bert.intermediate, 1536U);
  EXPECT_EQ(bert.max_positions, 512U);
  EXPECT_EQ(bert.type_vocab_size, 3U);
  EXPECT_EQ(bert.layer_norm_eps, 1e-5);
  EXPECT_EQ(bert.activation, Activation::kGelu);
}

TEST(BertConfigTest, AbsentKeysHaveTheDefaultsOfTransformers) {
  // transformers 5, BertConfig: bert-base-uncased.
  const BertConfig bert = parse(R"({"model_type": "bert"})");
  EXPECT_EQ(bert.vocab_size, 30522U);
  EXPECT_EQ(bert.hidden, 768U);
  EXPECT_EQ(bert.layers, 12U);
  EXPECT_EQ(bert.heads, 12U);
  EXPECT_EQ(bert.intermediate, 3072U);
  EXPECT_EQ(bert.max_positions, 512U);
  EXPECT_EQ(bert.type_vocab_size, 2U);
  EXPECT_EQ(bert.layer_norm_eps, 1e-12);
}

TEST(BertConfigTest, ActivationsHaveTheirTransformersNames) {
  const auto activation = [](const std::string& name) {
    return parse(R"({"model_type": "bert", "hidden_act": ")" + name + "\"}").activation;
  };
  EXPECT_EQ(activation("gelu_new"), Activation::kGeluTanh);
  EXPECT_EQ(activation("gelu_pytorch_tanh"), Activation::kGeluTanh);
  EXPECT_EQ(activation("relu"), Activation::kRelu);
  EXPECT_EQ(activation("silu"), Activation::kSilu);
  EXPECT_EQ(failure(R"({"model_type": "bert", "hidden_act": "quick_gelu"})"),
            std::pair(ErrorKind::kNotSupported,
                      std::string("config.json: not supported yet: hidden_act quick_gelu")));
}

TEST(BertConfigTest, OtherArchitecturesAreNotSupportedYet) {
  const auto not_supported = [](const std::string& what) {
    return std::pair(ErrorKind::kNotSupported, "config.json: not supported yet: " + what);
  };
  EXPECT_EQ(failure(R"({"model_type": "xlm-roberta"})"), not_supported("architecture xlm-roberta"));
  EXPECT_EQ(failure(R"({"model_type": "bert",
      "auto_map": {"AutoConfig": "configuration_bert.JinaBertConfig", "AutoModel": "modeling_bert.JinaBertModel"}})"),
            not_supported("architecture modeling_bert.JinaBertModel (auto_map)"));
  EXPECT_EQ(failure(R"({"model_type": "bert", "position_embedding_type": "relative_key"})"),
            not_supported("position_embedding_type relative_key"));
  EXPECT_EQ(failure(R"({"model_type": "bert", "is_decoder": true})"),
            not_supported("architecture bert with is_decoder"));
}

TEST(BertConfigTest, NumbersThatDoNotFitAreErrors) {
  EXPECT_EQ(
      failure(R"({"model_type": "bert", "hidden_size": 100, "num_attention_heads": 12})").second,
      "config.json: 'hidden_size' is 100, a multiple of 'num_attention_heads' (12) is expected");
  EXPECT_EQ(failure(R"({"model_type": "bert", "num_hidden_layers": 0})").second,
            "config.json: 'num_hidden_layers' is 0, a whole number >= 1 is expected");
  EXPECT_EQ(failure(R"({"model_type": "bert", "layer_norm_eps": -1})").first, ErrorKind::kBadData);
  EXPECT_EQ(failure("{}").second, "config.json: 'model_type' is missing");
}

}  // namespace
}  // namespace assay
