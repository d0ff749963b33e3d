#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nn/random_bert.h"
#include "support/safetensors_bytes.h"
#include "support/temporary_folder.h"

namespace assay::test {

// The tensors as a safetensors file.
inline std::string safetensors_of(const MemoryTensors& tensors) {
  Json header = Json::object();
  std::string data;
  for (const std::string& name : tensors.names()) {
    const std::string bytes = float_bytes(tensors.values(name));
    header[name] = {{"dtype", "F32"},
                    {"shape", tensors.find(name)->shape},
                    {"data_offsets", {data.size(), data.size() + bytes.size()}}};
    data += bytes;
  }
  return safetensors_bytes(header.dump(), data);
}

// A Sentence Transformers folder below `parent`: a BERT of random weights that knows the letters a
// to z, mean pooling, Normalize, at most 16 tokens. It embeds nothing of use, but loads and runs as
// any other model.
class TinyModel {
 public:
  explicit TinyModel(const std::string& name = "org__tiny")
      : name_(name), tensors_(random_bert(config())) {
    std::string vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      for (const char* prefix : {"", "##"}) {
        vocabulary += prefix + std::string(1, letter) + "\n";
      }
    }
    write("vocab.txt", vocabulary);
    write("tokenizer_config.json",
          R"({"tokenizer_class": "BertTokenizer", "do_lower_case": true})");
    write("config.json",
          R"({"model_type": "bert", "vocab_size": 57, "hidden_size": 24, "num_hidden_layers": 2,
        "num_attention_heads": 3, "intermediate_size": 52, "max_position_embeddings": 512})");
    write("sentence_bert_config.json", R"({"max_seq_length": 16, "do_lower_case": false})");
    write("modules.json", R"([{"path": "", "type": "sentence_transformers.models.Transformer"},
        {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}])");
    write("1_Pooling/config.json",
          R"({"word_embedding_dimension": 24, "pooling_mode_mean_tokens": true})");
    write_weights();
  }

  [[nodiscard]] std::filesystem::path path() const { return parent_.path() / name_; }
  [[nodiscard]] MemoryTensors& tensors() { return tensors_; }
  // Replaces a file of the folder.
  std::filesystem::path write(const std::filesystem::path& file, std::string_view content) const {
    return parent_.write(std::filesystem::path(name_) / file, content);
  }
  // Puts tensors() on disk.
  void write_weights() const { write("model.safetensors", safetensors_of(tensors_)); }

 private:
  static BertConfig config() {
    BertConfig bert = tiny_bert();
    bert.vocab_size = 57;  // 5 special tokens and 26 letters, at the start of a word and inside
    return bert;
  }

  TemporaryFolder parent_;
  std::string name_;
  MemoryTensors tensors_;
};

}  // namespace assay::test
