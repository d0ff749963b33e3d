// https://docs.cohere.com/reference/embed, version 2 of the API.
#include <memory>
#include <utility>
#include <vector>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "encoder/http_service.h"
#include "encoder/prompts.h"
#include "encoder/remote_encoder.h"
#include "encoder/service_name.h"
#include "encoder/service_probe.h"
#include "encoder/vector_json.h"

namespace assay {
namespace {

constexpr const char* kEndpoint = "https://api.cohere.com/v2";
constexpr std::size_t kTextsInACall = 96;
constexpr std::size_t kTokensInACall = 128'000;

// The input types as mteb's registry gives them to these models (its cohere_models.py): by the rules
// of a prompt table, "search_document" where none applies.
std::string input_type(const EncodeContext& context) {
  static const PromptTable kTable{.prompts = {{"Classification", "classification"},
                                              {"MultilabelClassification", "classification"},
                                              {"Clustering", "clustering"},
                                              {"query", "search_query"},
                                              {"document", "search_document"}},
                                  .default_name = std::nullopt};
  const std::string type = plain_prompt(kTable, context);
  return type.empty() ? "search_document" : type;
}

struct CohereSettings {
  std::string model;
  std::string revision;  // "" = found out
  std::optional<std::size_t> dimensions;
  std::string truncate = "END";
};

CohereSettings parse_settings(std::string_view full_name) {
  ServiceName name = parse_service_name(without_provider(full_name));
  CohereSettings settings;
  settings.model = std::move(name.name);
  if (settings.model.empty())
    throw Error(ErrorKind::kUsage, "cohere: the name of a model is expected after the colon");
  for (const auto& setting : name.settings) {
    const std::string& value = setting.second;
    if (setting.first == "dimensions") {
      settings.dimensions = parse_setting_number("cohere", setting);
    } else if (setting.first == "truncate" &&
               (value == "END" || value == "START" || value == "NONE")) {
      settings.truncate = value;
    } else if (setting.first == "revision" && !value.empty()) {
      settings.revision = value;
    } else {
      refuse_setting("cohere", setting, "dimensions=N, truncate=END|START|NONE or revision=NAME");
    }
  }
  return settings;
}

// Everything about a model that needs no call. `info` has no revision where the name does not tell
// which model answers.
struct CohereModel {
  CohereSettings settings;
  JsonApiOptions api_options;
  ModelInfo info;
};

CohereModel make_model(const std::string& name, const ModelOptions& options) {
  CohereModel model;
  model.settings = parse_settings(name);
  const CohereSettings& settings = model.settings;
  model.api_options =
      make_api_options("cohere:" + settings.model, options, "CO_API_KEY", "CO_API_URL", kEndpoint);
  const bool is_cohere = model.api_options.base_url == kEndpoint;
  ModelInfo& info = model.info;
  info.name = "Cohere/Cohere-" + settings.model;  // mteb's names
  const auto known = find_known_model(info.name);
  if (!known || !is_cohere) info.name = "cohere/" + settings.model;
  if (is_cohere) {
    info.revision =
        known ? known->value("revision", std::string(kNoRevision)) : std::string(kNoRevision);
  }
  if (!settings.revision.empty()) info.revision = settings.revision;
  info.similarity = Similarity::kCosine;
  info.settings = {{"provider", "cohere"},
                   {"model", settings.model},
                   {"address", JsonApi(model.api_options).address()},
                   {"dimensions", settings.dimensions ? Json(*settings.dimensions) : Json()},
                   {"truncate", settings.truncate}};
  return model;
}

BatchLimits make_limits() {
  // A token is at least one byte: a batch of that many bytes has no more tokens.
  return {.texts = kTextsInACall, .bytes = kTokensInACall, .takes_empty_text = false};
}

Json make_conditions(const EncodeContext& context) { return {{"input_type", input_type(context)}}; }

class CohereService final : public EmbeddingService {
 public:
  CohereService(CohereModel model, const std::stop_token& stop)
      : model_(std::move(model)), api_(model_.api_options) {
    ModelInfo& info = model_.info;
    const bool is_named = !info.revision.empty();
    const ServiceProbe probe = probe_service(
        label(),
        [&](std::span<const std::string> texts) { return embed(texts, make_conditions({}), stop); },
        is_named);
    info.embed_dim = probe.dimension;
    if (!is_named) info.revision = probe.revision;
    // Results of other settings are results of another model.
    if (model_.settings.dimensions) info.revision += "-d" + std::to_string(info.embed_dim);
    if (model_.settings.truncate != "END") info.revision += "-" + model_.settings.truncate;
  }

  [[nodiscard]] const ModelInfo& info() const override { return model_.info; }
  [[nodiscard]] BatchLimits limits() const override { return make_limits(); }
  [[nodiscard]] Json conditions(const EncodeContext& context) const override {
    return make_conditions(context);
  }
  [[nodiscard]] ServiceReply embed(std::span<const std::string> texts, const Json& conditions,
                                   const std::stop_token& stop) override {
    Json body = {{"model", model_.settings.model},
                 {"texts", std::vector<std::string>(texts.begin(), texts.end())},
                 {"input_type", conditions.at("input_type")},
                 {"embedding_types", {"float"}},
                 {"truncate", model_.settings.truncate}};
    if (model_.settings.dimensions) body["output_dimension"] = *model_.settings.dimensions;
    const JsonApi::Answer answer = api_.post("/embed", body, stop);
    ServiceReply reply;
    reply.vectors = read_vectors(answer.body, label() + ": reply");
    reply.tokens = billed_tokens(answer.body);
    reply.calls = answer.calls;
    reply.throttles = answer.throttles;
    return reply;
  }

 private:
  [[nodiscard]] const std::string& label() const { return model_.api_options.label; }

  // {"meta": {"billed_units": {"input_tokens": 12}}}
  static std::optional<std::uint64_t> billed_tokens(const Json& body) {
    const Json* inner = &body;
    for (const char* key : {"meta", "billed_units", "input_tokens"}) {
      if (!inner->is_object()) return std::nullopt;
      const auto found = inner->find(key);
      if (found == inner->end()) return std::nullopt;
      inner = &*found;
    }
    if (!inner->is_number() || !(inner->get<double>() >= 0)) return std::nullopt;
    return inner->get<std::uint64_t>();
  }

  CohereModel model_;
  JsonApi api_;
};

}  // namespace

std::unique_ptr<Model> open_cohere_model(const std::string& name, const ModelOptions& options) {
  CohereModel model = make_model(name, options);
  const std::string price_name = "cohere:" + model.settings.model;
  auto service = std::make_unique<CohereService>(std::move(model), options.stop);
  return make_remote_encoder(std::move(service), options.remote, price_name);
}

WebServicePlan plan_cohere_model(const std::string& name, const ModelOptions& options) {
  CohereModel model = make_model(name, options);
  return {.info = std::move(model.info),
          .limits = make_limits(),
          .conditions = make_conditions,
          .price_name = "cohere:" + model.settings.model};
}

}  // namespace assay
