#include "encoder/hub_model.h"

#include <algorithm>

#include "base/json_object.h"
#include "nn/bert_config.h"
#include "nn/sentence_modules.h"

namespace assay {
namespace {

bool is_name_part(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.front() != '-' &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

// Configuration, small: what modules.json and config.json say decides what else is needed.
const std::vector<std::string> kConfigFiles = {"config.json", "modules.json",
                                               "config_sentence_transformers.json",
                                               "sentence_*_config.json", "*/config.json"};

// What a transformer needs apart from its configuration.
constexpr const char* kTransformerFiles[] = {"config.json",         "sentence_*_config.json",
                                             "tokenizer.json",      "tokenizer_config.json",
                                             "vocab.txt",           "special_tokens_map.json",
                                             "added_tokens.json",   "model.safetensors",
                                             "model-*.safetensors", "model.safetensors.index.json"};

std::vector<std::string> module_patterns(const std::vector<ModuleEntry>& modules) {
  std::vector<std::string> patterns;
  for (const ModuleEntry& module : modules) {
    const std::string prefix = module.path.empty() ? "" : module.path + "/";
    if (module.type == "Transformer") {
      for (const char* file : kTransformerFiles) patterns.push_back(prefix + file);
    } else {
      patterns.push_back(prefix + "config.json");
      patterns.push_back(prefix + "model.safetensors");
    }
  }
  return patterns;
}

}  // namespace

std::optional<HubModelName> parse_hub_name(std::string_view name) {
  HubModelName result;
  if (const std::size_t at = name.find('@'); at != std::string_view::npos) {
    result.revision = std::string(name.substr(at + 1));
    name = name.substr(0, at);
    if (result.revision->empty()) return std::nullopt;
  }
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos || !is_name_part(name.substr(0, slash)) ||
      !is_name_part(name.substr(slash + 1))) {
    return std::nullopt;
  }
  result.repo_id = std::string(name);
  return result;
}

HubFiles fetch_model(const FetchFiles& fetch, const std::string& revision) {
  const HubFiles config = fetch(revision, kConfigFiles);
  const std::vector<ModuleEntry> modules = read_module_list(config.folder);
  // A transformer in a folder of its own ("0_Transformer") has its config.json there.
  const std::string path = modules.empty() ? "" : modules.front().path;
  if (!modules.empty() && modules.front().type == "Transformer") {
    (void)parse_bert_config(JsonObject::from_file(config.folder / path / "config.json"));
  }
  // By its commit, so that a branch that moves meanwhile does not mix two models.
  return fetch(config.commit, module_patterns(modules));
}

}  // namespace assay
