// Hugging Face's text-embeddings-inference by its own API (its docs/openapi.json): /info says which
// model runs, /embed makes vectors.
#include <charconv>
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

struct TeiSettings {
  std::string address;   // "" = the base address
  std::string revision;  // "" = the server's
  bool normalize = true;
};

TeiSettings parse_settings(std::string_view full_name) {
  ServiceName name = parse_service_name(without_provider(full_name));
  TeiSettings settings;
  settings.address = std::move(name.name);
  for (const auto& setting : name.settings) {
    if (setting.first == "normalize" && (setting.second == "true" || setting.second == "false")) {
      settings.normalize = setting.second == "true";
    } else if (setting.first == "revision" && !setting.second.empty()) {
      settings.revision = setting.second;
    } else {
      refuse_setting("tei", setting, "normalize=true|false or revision=NAME");
    }
  }
  return settings;
}

std::string text_of(const Json& info, const char* key) {
  const auto found = info.find(key);
  return found != info.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::uint64_t> number_of(const Json& info, const char* key) {
  const auto found = info.find(key);
  if (found == info.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

std::optional<double> number_in(const HttpHeaders& headers, const char* name) {
  const std::string* text = headers.find(name);
  if (text == nullptr) return std::nullopt;
  double number = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
  if (parsed.ec != std::errc() || !(number >= 0 && number < 1e15)) return std::nullopt;
  return number;
}

JsonApiOptions make_tei_options(const std::string& address, const ModelOptions& model_options) {
  JsonApiOptions options =
      make_api_options("tei", model_options, "TEI_API_KEY", "TEI_BASE_URL", "");
  if (!address.empty()) options.base_url = address;
  if (options.base_url.empty()) {
    throw Error(ErrorKind::kUsage,
                "tei: the address of the server is expected after the colon, or --base-url");
  }
  return options;
}

class TeiService final : public EmbeddingService {
 public:
  TeiService(const TeiSettings& settings, const ModelOptions& options)
      : settings_(settings), api_(make_tei_options(settings.address, options)) {
    const auto answer = api_.get("/info", options.stop);
    if (!answer || !answer->is_object()) {
      throw Error(ErrorKind::kUsage,
                  "tei: " + api_.address() + " is no server of text-embeddings-inference");
    }
    const Json& server = *answer;
    const std::string model = text_of(server, "model_id");
    // The same model may be evaluated here, by our own engine: a row of its own.
    info_.name = "tei/" + model.substr(model.rfind('/') + 1);
    info_.max_tokens = number_of(server, "max_input_length");
    batch_ = static_cast<std::size_t>(number_of(server, "max_client_batch_size").value_or(32));
    batch_ = batch_ == 0 ? 1 : batch_;
    const auto known = find_known_model(model);
    prompts_ = PromptRules({}, known ? &*known : nullptr);
    // A folder on the server's disk has no hash of a commit.
    info_.revision = settings_.revision.empty() ? text_of(server, "model_sha") : settings_.revision;
    probe(options.stop);
    const auto type = server.find("model_type");
    info_.settings = {{"provider", "tei"},
                      {"model", model},
                      {"model_type", type == server.end() ? Json() : *type},
                      {"address", api_.address()},
                      {"server", text_of(server, "version")},
                      {"dtype", text_of(server, "model_dtype")},
                      {"normalize", settings_.normalize},
                      {"truncate", true},
                      {"prompts", prompts_.settings()}};
  }

  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] BatchLimits limits() const override {
    return {.texts = batch_, .bytes = std::size_t{1} << 20U, .takes_empty_text = false};
  }
  [[nodiscard]] Json conditions(const EncodeContext& context) const override {
    const std::string prompt = prompts_.prompt_for(context);
    return prompt.empty() ? Json::object() : Json{{"prompt", prompt}};
  }
  [[nodiscard]] ServiceReply embed(std::span<const std::string> texts, const Json& conditions,
                                   const std::stop_token& stop) override {
    const std::string prompt = conditions.value("prompt", "");
    std::vector<std::string> sent;
    for (const std::string& text : texts) sent.push_back(prompt + text);
    const JsonApi::Answer answer = api_.post(
        "/embed", {{"inputs", sent}, {"truncate", true}, {"normalize", settings_.normalize}}, stop);
    ServiceReply reply;
    reply.vectors = read_vectors(answer.body, "tei: reply");
    if (const auto tokens = number_in(answer.headers, "x-compute-tokens"))
      reply.tokens = static_cast<std::uint64_t>(*tokens);
    // Milliseconds.
    reply.seconds = number_in(answer.headers, "x-inference-time").value_or(0) / 1000;
    reply.calls = answer.calls;
    reply.throttles = answer.throttles;
    return reply;
  }

 private:
  void probe(const std::stop_token& stop) {
    const bool is_named = !info_.revision.empty();
    const ServiceProbe probe = probe_service(
        "tei",
        [&](std::span<const std::string> texts) { return embed(texts, Json::object(), stop); },
        is_named);
    info_.embed_dim = probe.dimension;
    if (!is_named) info_.revision = probe.revision;
    if (!settings_.normalize) info_.revision += "-raw";
  }

  TeiSettings settings_;
  JsonApi api_;
  PromptRules prompts_{{}, nullptr};
  std::size_t batch_ = 32;
  ModelInfo info_;
};

}  // namespace

std::unique_ptr<Model> open_tei_model(const std::string& name, const ModelOptions& options) {
  return make_remote_encoder(std::make_unique<TeiService>(parse_settings(name), options),
                             options.remote, "tei");
}

WebServicePlan plan_tei_model(const std::string& name, const ModelOptions& options) {
  const TeiSettings settings = parse_settings(name);
  WebServicePlan plan;
  plan.info.name = "tei/" + make_tei_options(settings.address, options).base_url;
  plan.limits = {.texts = 32};  // TEI's default
  plan.conditions = [](const EncodeContext&) { return Json::object(); };
  plan.price_name = "tei";
  return plan;
}

}  // namespace assay
