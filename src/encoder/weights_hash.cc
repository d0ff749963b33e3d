#include "encoder/weights_hash.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include "base/sha256.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 17> kConfigurationFiles = {
    "modules.json",
    "config.json",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "sentence_roberta_config.json",
    "sentence_distilbert_config.json",
    "sentence_camembert_config.json",
    "sentence_albert_config.json",
    "sentence_xlm-roberta_config.json",
    "sentence_xlnet_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt"};

bool is_sha256(std::string_view name) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return name.size() == 64 && name.find_first_not_of(kDigits) == std::string_view::npos;
}

// models--org--name/snapshots/<commit>/model.safetensors -> ../../blobs/<SHA-256 of the content>
std::optional<std::string> hash_in_link(const fs::path& file) {
  std::error_code code;
  const fs::path target = fs::read_symlink(file, code);
  if (code || target.parent_path().filename() != "blobs" ||
      !is_sha256(target.filename().string())) {
    return std::nullopt;
  }
  return target.filename().string();
}

}  // namespace

Json hash_weights(const fs::path& folder, const std::vector<fs::path>& files) {
  Json hashes = Json::object();
  for (const fs::path& file : files) {
    const auto known = hash_in_link(file);
    hashes[file.lexically_relative(folder).generic_string()] =
        known ? *known : sha256_hex_of_file(file);
  }
  return hashes;
}

std::string hash_configuration(const fs::path& folder, const std::vector<fs::path>& modules) {
  std::vector<fs::path> folders = {folder};
  folders.insert(folders.end(), modules.begin(), modules.end());
  std::set<std::string> names;
  for (const fs::path& place : folders) {
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(place, ignored)) {
      const std::string name = entry.path().filename().string();
      if (std::ranges::find(kConfigurationFiles, name) == kConfigurationFiles.end()) continue;
      names.insert(entry.path().lexically_relative(folder).generic_string());
    }
  }
  std::string text;
  for (const std::string& name : names) {
    text += name + " " + sha256_hex_of_file(folder / name) + "\n";
  }
  return sha256_hex(text);
}

}  // namespace assay
