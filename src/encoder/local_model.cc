#include "encoder/local_model.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "base/own_folders.h"
#include "encoder/local_encoder.h"
#include "encoder/model_folder.h"
#include "encoder/probe_texts.h"
#include "encoder/weights_hash.h"
#include "nn/safetensors.h"
#include "nn/sentence_modules.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Counts changes after which the engine gives other numbers for the same model and text, so that
// stored vectors of before are not taken for those of now.
constexpr int kEngineVersion = 4;

std::string describe(const HeadStage& stage) {
  if (const auto* dense = std::get_if<DenseConfig>(&stage)) {
    return "Dense " + std::to_string(dense->in_features) + " -> " +
           std::to_string(dense->out_features);
  }
  return std::holds_alternative<NormalizeConfig>(stage) ? "Normalize" : "LayerNorm";
}

// Every setting of the folder that can move a score.
Json describe(const ModelFolder& model) {
  Json settings = {{"provider", "local"},
                   {"architecture", "bert"},
                   {"pooling", to_string(model.network.pooling)}};
  settings["pool_prompt"] = model.network.pooling.include_prompt;
  settings["head"] = Json::array();
  for (const HeadStage& stage : model.network.head) settings["head"].push_back(describe(stage));
  settings["max_seq_length"] = model.max_tokens;
  settings["do_lower_case"] = model.lower_case;
  if (model.truncate_dim) settings["truncate_dim"] = *model.truncate_dim;
  return settings;
}

// All weight files of the model, those of its modules too.
std::vector<fs::path> all_weight_files(const fs::path& folder, const ModelFolder& model) {
  std::vector<fs::path> files = weight_files(model.transformer);
  for (const ModuleEntry& module : read_module_list(folder)) {
    if (module.type != "Dense" && module.type != "LayerNorm") continue;
    const std::vector<fs::path> more = weight_files(folder / module.path);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

// Per layer: query, key, value and output are d x d, up and down d x wide (each weight a multiply-add
// a token); queries times keys and weights times values are d multiply-adds each a pair of tokens.
ForwardOperations count_operations(const EncoderDescription& network) {
  const auto layers = static_cast<double>(network.bert.layers);
  const auto d = static_cast<double>(network.bert.hidden);
  const auto wide = static_cast<double>(network.bert.intermediate);
  ForwardOperations operations{.per_token = layers * 2 * (4 * d * d + 2 * d * wide),
                               .per_token_pair = layers * 4 * d};
  for (const HeadStage& stage : network.head) {
    if (const auto* dense = std::get_if<DenseConfig>(&stage)) {
      operations.per_text +=
          2 * static_cast<double>(dense->in_features) * static_cast<double>(dense->out_features);
    }
  }
  return operations;
}

ModelInfo describe(const ModelIdentity& identity, const ModelFolder& model,
                   const TextEncoder& network, const PromptRules& prompts,
                   std::uint64_t n_parameters) {
  ModelInfo info;
  info.name = identity.name;
  info.revision = identity.revision;
  info.embed_dim = std::min(network.dimension(), model.truncate_dim.value_or(network.dimension()));
  info.max_tokens = model.max_tokens;
  info.n_parameters = n_parameters;
  info.n_embedding_parameters = model.network.bert.vocab_size * model.network.bert.hidden;
  info.weights_bytes = network.weights_bytes();
  info.operations = count_operations(model.network);
  info.similarity = model.similarity;
  info.settings = describe(model);
  info.settings["prompts"] = prompts.settings();
  const Json engine = network.settings();
  for (const auto& [key, value] : engine.items()) info.settings[key] = value;
  info.settings["engine_version"] = kEngineVersion;
  return info;
}

// Where the engine keeps what it found out; empty where there is no place.
fs::path memory_folder() {
  const fs::path cache = own_cache_folder();
  return cache.empty() ? cache : cache / "precision";
}

EngineOptions engine_options(const ModelOptions& options, const Tokenizer& tokenizer,
                             std::size_t max_tokens) {
  EngineOptions engine{.precision = options.precision,
                       .threads = options.threads,
                       .strict = options.strict,
                       .memory = memory_folder()};
  for (const std::string_view text : probe_texts()) {
    std::vector<std::int32_t> ids;
    tokenizer.encode(text, max_tokens, ids);
    if (!ids.empty()) engine.probe.push_back(std::move(ids));
  }
  return engine;
}

}  // namespace

// Of the settings that these models have, two do.
void apply_registry(const Json& known, ModelFolder& model) {
  const auto options = known.find("adapter_options");
  if (options == known.end() || !options->is_object()) return;
  const auto length = options->find("max_seq_length");
  if (length != options->end() && length->is_number_unsigned()) {
    model.max_tokens = std::min(length->get<std::size_t>(), model.network.bert.max_positions);
  }
  const auto include_prompt = options->find("include_prompt");
  if (include_prompt != options->end() && *include_prompt == false)
    model.network.pooling.include_prompt = false;
}

void check_supported(const std::string& name) {
  const std::optional<Json> known = find_known_model(name);
  if (!known) return;
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::kNotSupported, name + ": not supported yet: " + what);
  };
  const Json types = known->value("type", Json::array());
  if (std::ranges::find(types, "dense") == types.end()) {
    refuse(types.empty() || !types[0].is_string() ? "this kind of model"
                                                  : types[0].get<std::string>() + " models");
  }
  const auto adapter = known->find("adapter");
  const std::string code =
      adapter != known->end() && adapter->is_string() ? adapter->get<std::string>() : "";
  if (known->value("open_weights", true) == false) {
    refuse("models behind an API" + (code.empty() ? "" : " (" + code + ")"));
  }
  // The loaders of mteb that hand everything to sentence-transformers; others bring rules of their
  // own.
  for (const char* plain : {"", "SentenceTransformerEncoderWrapper", "sentence_transformers_loader",
                            "InstructSentenceTransformerModel"}) {
    if (code == plain) return;
  }
  refuse("models that mteb loads with " + code);
}

std::unique_ptr<Encoder> load_local_model(const fs::path& folder, const ModelIdentity& identity,
                                          const ModelOptions& options) {
  check_supported(identity.name);
  ModelFolder model = read_model_folder(folder);
  const std::optional<Json> known = find_known_model(identity.name);
  if (known) apply_registry(*known, model);

  std::vector<fs::path> files = all_weight_files(folder, model);

  PromptTable own{.prompts = {model.prompts.begin(), model.prompts.end()},
                  .default_name = model.default_prompt_name};
  LocalEncoderParts parts{.prompts = PromptRules(std::move(own), known ? &*known : nullptr)};
  parts.tokenizer = load_tokenizer(model.transformer, {.lower_case = model.lower_case});
  std::uint64_t n_parameters = 0;
  {
    // Unmapped before anything is encoded: the packed weights are all that stays.
    const auto weights = open_weights(model.transformer);
    n_parameters = count_parameters(model.transformer);
    parts.network = make_text_encoder(model.network, *weights,
                                      engine_options(options, *parts.tokenizer, model.max_tokens));
  }
  parts.info = describe(identity, model, *parts.network, parts.prompts, n_parameters);
  parts.max_tokens = model.max_tokens;
  parts.vocabulary_size = model.network.bert.vocab_size;
  parts.pool_prompt = model.network.pooling.include_prompt;
  parts.threads = options.threads;
  parts.batch_tokens = options.batch_tokens;
  std::vector<fs::path> modules;
  for (const ModuleEntry& module : read_module_list(folder)) {
    if (!module.path.empty()) modules.push_back(folder / module.path);
  }
  parts.late_settings = [folder, files = std::move(files), modules = std::move(modules)] {
    return Json{{"weights_sha256", hash_weights(folder, files)},
                {"configuration_sha256", hash_configuration(folder, modules)}};
  };
  return make_local_encoder(std::move(parts));
}

}  // namespace assay
