// Where a model's name decides who provides it.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "assay/catalogue.h"
#include "assay/encoder.h"
#include "assay/error.h"
#include "base/suggest.h"
#include "encoder/bedrock_service.h"
#include "encoder/bm25.h"
#include "encoder/cached_encoder.h"
#include "encoder/http_service.h"
#include "encoder/hub_model.h"
#include "encoder/local_model.h"
#include "encoder/random_encoder.h"
#include "encoder/sagemaker_service.h"

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

bool is_bedrock_name(const std::string& name) { return name.starts_with("bedrock:"); }
bool is_sagemaker_name(const std::string& name) { return name.starts_with("sagemaker:"); }
bool is_openai_name(const std::string& name) { return name.starts_with("openai:"); }
bool is_cohere_name(const std::string& name) { return name.starts_with("cohere:"); }
bool is_tei_name(const std::string& name) { return name.starts_with("tei:"); }

// The providers in the order in which they are asked. A new one ("service:...") is a line here.
struct Provider {
  bool (*takes)(const std::string& name);
  std::unique_ptr<Model> (*open)(const std::string& name, const ModelOptions& options);
  bool remote = false;  // its vectors cost money or a service's time
};
constexpr std::array kProviders = {Provider{is_built_in, open_built_in},
                                   Provider{is_folder, open_folder},
                                   Provider{is_bedrock_name, open_bedrock_model, true},
                                   Provider{is_sagemaker_name, open_sagemaker_model, true},
                                   Provider{is_openai_name, open_openai_model, true},
                                   Provider{is_cohere_name, open_cohere_model, true},
                                   Provider{is_tei_name, open_tei_model, true},
                                   Provider{is_hub_name, open_hub_model}};

// Behind the embedding store where that is wanted.
std::unique_ptr<Model> with_store(std::unique_ptr<Model> model, bool remote,
                                  const ModelOptions& options) {
  using Store = ModelOptions::Store;
  const bool wanted =
      options.store == Store::kAllModels || (options.store == Store::kRemoteModels && remote);
  if (!wanted || model->as_encoder() == nullptr) return model;
  auto store = EmbeddingStore::open(options.store_folder.empty() ? default_store_folder()
                                                                 : options.store_folder);
  // Remote models tell of their batches as they come; long steps keep all requests in flight.
  constexpr std::size_t kRemoteStep = 65'536;
  // One step orders its batch jobs and waits for all of them.
  constexpr std::size_t kBatchStep = 524'288;
  constexpr std::size_t kLocalStep = 4096;
  const bool has_batches = remote && !options.remote.batch.s3.empty();
  std::unique_ptr<Encoder> encoder(model.release()->as_encoder());
  return make_cached_encoder(std::move(encoder), std::move(store),
                             has_batches ? kBatchStep : (remote ? kRemoteStep : kLocalStep));
}

[[noreturn]] void refuse(const std::string& name) {
  throw Error(ErrorKind::kUsage,
              "no model '" + name +
                  "': the name of a built-in model, of a model of the hub (org/name) or a folder "
                  "(./name) is expected" +
                  did_you_mean(name, known_model_names()));
}

}  // namespace

bool is_remote_name(const std::string& name) {
  const auto provider =
      std::ranges::find_if(kProviders, [&](const Provider& p) { return p.takes(name); });
  return provider != kProviders.end() && provider->remote;
}

std::unique_ptr<Model> open_model(const std::string& name, const ModelOptions& options) {
  for (const Provider& provider : kProviders) {
    if (provider.takes(name)) {
      return with_store(provider.open(name, options), provider.remote, options);
    }
  }
  refuse(name);
}

std::filesystem::path fetch_model_files(const std::string& name, const ModelOptions& options) {
  if (is_built_in(name)) throw Error(ErrorKind::kUsage, name + " is built in: it has no files");
  if (is_folder(name)) throw Error(ErrorKind::kUsage, name + " is a folder: nothing to fetch");
  if (is_remote_name(name)) {
    throw Error(ErrorKind::kUsage, name + " is remote: there is nothing to fetch");
  }
  if (!is_hub_name(name)) refuse(name);
  return fetch_hub_model(name, ModelPart::kAll, options).folder;
}

}  // namespace assay
