#include "encoder/model_folder.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "assay/error.h"
#include "base/json_object.h"
#include "nn/bert_config.h"
#include "nn/sentence_modules.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void not_supported(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kNotSupported, where + ": not supported yet: " + what);
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// sentence_bert_config.json or the first of its older siblings (Transformer.load_config); an empty
// object without any.
JsonObject read_transformer_settings(const fs::path& folder) {
  for (const char* name : {"sentence_bert_config.json", "sentence_roberta_config.json",
                           "sentence_distilbert_config.json", "sentence_camembert_config.json",
                           "sentence_albert_config.json", "sentence_xlm-roberta_config.json",
                           "sentence_xlnet_config.json"}) {
    if (is_there(folder / name)) return JsonObject::from_file(folder / name);
  }
  return {Json::object(), (folder / "sentence_bert_config.json").string()};
}

// Settings that would change the embeddings and that we do not know to follow.
void check_transformer_settings(const JsonObject& settings) {
  const std::string output = settings.string("module_output_name").value_or("token_embeddings");
  if (output != "token_embeddings") not_supported(settings.where(), "module_output_name " + output);
  for (const char* key :
       {"processing_kwargs", "query_length", "document_length", "query_expansion"}) {
    const Json* value = settings.find(key);
    if (value != nullptr && !value->empty()) not_supported(settings.where(), key);
  }
}

// The tokenizer's model_max_length: often 1e30, which stands for "no limit".
std::optional<std::size_t> tokenizer_limit(const JsonObject& config) {
  const auto limit = config.number("model_max_length");
  if (!limit || *limit > 1e15) return std::nullopt;
  if (*limit < 1)
    throw Error(ErrorKind::kBadData, config.where() + ": 'model_max_length' is below 1");
  return static_cast<std::size_t>(*limit);
}

// Transformer.__init__: max_seq_length, else min(model_max_length of the tokenizer,
// max_position_embeddings). The network has no positions beyond the latter, so it bounds what the
// file says too.
std::size_t settle_max_tokens(const JsonObject& settings, const fs::path& folder,
                              std::size_t max_positions) {
  std::optional<std::size_t> limit;
  for (const char* key : {"processor_kwargs", "tokenizer_args"}) {
    if (const auto options = settings.object(key); options && !limit)
      limit = tokenizer_limit(*options);
  }
  if (!limit && settings.find("max_seq_length") != nullptr)
    limit = settings.required_count("max_seq_length");
  if (!limit && is_there(folder / "tokenizer_config.json")) {
    limit = tokenizer_limit(JsonObject::from_file(folder / "tokenizer_config.json"));
  }
  return std::min(limit.value_or(max_positions), max_positions);
}

Similarity parse_similarity(const JsonObject& config) {
  struct Entry {
    std::string_view name;
    Similarity similarity;
  };
  static constexpr std::array kNames = {
      Entry{"cosine", Similarity::kCosine}, Entry{"dot", Similarity::kDot},
      Entry{"euclidean", Similarity::kEuclidean}, Entry{"manhattan", Similarity::kManhattan}};
  // Names of other kinds of model ("maxsim") are passed over, as in
  // SentenceTransformer._parse_model_config.
  const auto name = config.string("similarity_fn_name");
  const auto found =
      std::ranges::find_if(kNames, [&](const Entry& entry) { return entry.name == name; });
  return found == kNames.end() ? Similarity::kCosine : found->similarity;
}

void apply_model_settings(const JsonObject& config, ModelFolder& model) {
  const std::string type = config.string("model_type").value_or("SentenceTransformer");
  if (type != "SentenceTransformer") not_supported(config.where(), "model_type " + type);
  if (const auto prompts = config.object("prompts")) {
    for (const auto& [name, prompt] : prompts->json().items()) {
      model.prompts[name] = prompts->string(name).value_or("");
    }
  }
  model.default_prompt_name = config.string("default_prompt_name");
  if (model.default_prompt_name && !model.prompts.contains(*model.default_prompt_name)) {
    throw Error(ErrorKind::kBadData, config.where() + ": 'default_prompt_name' is '" +
                                         *model.default_prompt_name +
                                         "', which is none of the prompts");
  }
  model.similarity = parse_similarity(config);
  if (config.find("truncate_dim") != nullptr)
    model.truncate_dim = config.required_count("truncate_dim");
}

}  // namespace

ModelFolder read_model_folder(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    throw Error(ErrorKind::kUnavailable, folder.string() + ": no such folder");
  }
  ModelFolder model;
  model.prompts = {{"query", ""}, {"document", ""}};
  // Before the modules: "not supported yet: architecture x" tells more than what is odd about its
  // modules.
  const std::vector<ModuleEntry> modules = read_module_list(folder);
  const fs::path config_folder =
      !modules.empty() && modules[0].type == "Transformer" ? folder / modules[0].path : folder;
  if (is_there(folder / "modules.json") && is_there(folder / "config_sentence_transformers.json")) {
    apply_model_settings(JsonObject::from_file(folder / "config_sentence_transformers.json"),
                         model);
  }
  model.network.bert = parse_bert_config(JsonObject::from_file(config_folder / "config.json"));
  SentenceModules stages = read_sentence_modules(folder);
  model.network.pooling = stages.pooling;
  model.network.head = std::move(stages.head);
  model.transformer = stages.transformer;

  // Without modules.json the library makes a new model from the transformer and reads no settings
  // of its own.
  const JsonObject settings = is_there(folder / "modules.json")
                                  ? read_transformer_settings(model.transformer)
                                  : JsonObject(Json::object(), folder.string());
  check_transformer_settings(settings);
  model.lower_case = settings.boolean("do_lower_case").value_or(false);
  model.max_tokens =
      settle_max_tokens(settings, model.transformer, model.network.bert.max_positions);
  return model;
}

}  // namespace assay
