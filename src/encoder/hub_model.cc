#include "encoder/hub_model.h"

#include <algorithm>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "base/json_object.h"
#include "base/suggest.h"
#include "encoder/local_model.h"
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

bool holds_weights(std::string_view file) { return file.starts_with("model"); }

std::vector<std::string> module_patterns(const std::vector<ModuleEntry>& modules, ModelPart part) {
  std::vector<std::string> patterns;
  for (const ModuleEntry& module : modules) {
    const std::string prefix = module.path.empty() ? "" : module.path + "/";
    if (module.type == "Transformer") {
      for (const char* file : kTransformerFiles) {
        if (part == ModelPart::kAll || !holds_weights(file)) patterns.push_back(prefix + file);
      }
    } else if (part != ModelPart::kTokenizer) {
      patterns.push_back(prefix + "config.json");
      patterns.push_back(prefix + "model.safetensors");
    }
  }
  return patterns;
}

std::string pinned_revision(const std::string& repo_id) {
  const auto known = find_known_model(repo_id);
  if (known) {
    const auto revision = known->find("revision");
    if (revision != known->end() && revision->is_string()) {
      auto text = revision->get<std::string>();
      if (!text.empty()) return text;
    }
  }
  return "main";
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

HubFiles fetch_model(const FetchFiles& fetch, const std::string& revision, ModelPart part) {
  const HubFiles config = fetch(revision, kConfigFiles);
  const std::vector<ModuleEntry> modules = read_module_list(config.folder);
  // A transformer in a folder of its own ("0_Transformer") has its config.json there.
  const std::string path = modules.empty() ? "" : modules.front().path;
  if (!modules.empty() && modules.front().type == "Transformer") {
    (void)parse_bert_config(JsonObject::from_file(config.folder / path / "config.json"));
  }
  // By its commit, so that a branch that moves meanwhile does not mix two models.
  return fetch(config.commit, module_patterns(modules, part));
}

HubFiles fetch_hub_model(const std::string& name, ModelPart part, const ModelOptions& options) {
  const HubModelName model = *parse_hub_name(name);
  check_supported(model.repo_id);
  HubOptions hub = hub_options_from_environment();
  hub.progress = options.progress;
  hub.stop = options.stop;
  const FetchFiles fetch = [&](const std::string& revision,
                               const std::vector<std::string>& patterns) {
    return fetch_from_hub(RepoType::kModel, model.repo_id, revision, patterns, hub);
  };
  try {
    return fetch_model(fetch, model.revision.value_or(pinned_revision(model.repo_id)), part);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kUsage || find_known_model(model.repo_id)) throw;
    throw Error(ErrorKind::kUsage, error.what() + did_you_mean(model.repo_id, known_model_names()));
  }
}

}  // namespace assay
