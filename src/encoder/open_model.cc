// Where a model's name decides who provides it.
#include <array>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "assay/catalogue.h"
#include "assay/encoder.h"
#include "assay/error.h"
#include "base/suggest.h"
#include "encoder/bm25.h"
#include "encoder/hub_model.h"
#include "encoder/local_model.h"
#include "encoder/random_encoder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

struct BuiltIn {
  std::string_view name;
  std::unique_ptr<Model> (*make)(const ModelOptions& options);
};
constexpr std::array kBuiltIns = {
    BuiltIn{"mteb/baseline-bm25s",
            [](const ModelOptions& options) -> std::unique_ptr<Model> {
              return make_bm25(options.threads);
            }},
    BuiltIn{"mteb/baseline-random-encoder",
            [](const ModelOptions& options) -> std::unique_ptr<Model> {
              return make_random_encoder(options);
            }}};

const BuiltIn* find_built_in(const std::string& name) {
  for (const BuiltIn& model : kBuiltIns) {
    if (model.name == name) return &model;
  }
  return nullptr;
}

bool is_built_in(const std::string& name) { return find_built_in(name) != nullptr; }

std::unique_ptr<Model> open_built_in(const std::string& name, const ModelOptions& options) {
  return find_built_in(name)->make(options);
}

bool is_folder(const std::string& name) {
  std::error_code ignored;
  return name.starts_with('/') || name.starts_with('.') || fs::is_directory(name, ignored);
}

std::unique_ptr<Model> open_folder(const std::string& name, const ModelOptions& options) {
  return load_local_model(name, identify_folder(name), options);
}

bool is_hub_name(const std::string& name) { return parse_hub_name(name).has_value(); }

std::unique_ptr<Model> open_hub_model(const std::string& name, const ModelOptions& options) {
  const HubFiles files = fetch_hub_model(name, ModelPart::kAll, options);
  return load_local_model(
      files.folder, {.name = parse_hub_name(name)->repo_id, .revision = files.commit}, options);
}

// The providers in the order in which they are asked. A new one ("bedrock:...") is a line here.
struct Provider {
  bool (*takes)(const std::string& name);
  std::unique_ptr<Model> (*open)(const std::string& name, const ModelOptions& options);
};
constexpr std::array kProviders = {Provider{is_built_in, open_built_in},
                                   Provider{is_folder, open_folder},
                                   Provider{is_hub_name, open_hub_model}};

[[noreturn]] void refuse(const std::string& name) {
  throw Error(ErrorKind::kUsage,
              "no model '" + name +
                  "': the name of a built-in model, of a model of the hub (org/name) or a folder "
                  "(./name) is expected" +
                  did_you_mean(name, known_model_names()));
}

}  // namespace

std::unique_ptr<Model> open_model(const std::string& name, const ModelOptions& options) {
  for (const Provider& provider : kProviders) {
    if (provider.takes(name)) return provider.open(name, options);
  }
  refuse(name);
}

std::filesystem::path fetch_model_files(const std::string& name, const ModelOptions& options) {
  if (is_built_in(name)) throw Error(ErrorKind::kUsage, name + " is built in: it has no files");
  if (is_folder(name)) throw Error(ErrorKind::kUsage, name + " is a folder: nothing to fetch");
  if (!is_hub_name(name)) refuse(name);
  return fetch_hub_model(name, ModelPart::kAll, options).folder;
}

}  // namespace assay
