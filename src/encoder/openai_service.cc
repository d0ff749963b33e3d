// https://platform.openai.com/docs/api-reference/embeddings, as OpenAI and many servers have it.
#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "base/base64.h"
#include "encoder/http_service.h"
#include "encoder/openai_length.h"
#include "encoder/prompts.h"
#include "encoder/remote_encoder.h"
#include "encoder/service_name.h"
#include "encoder/service_probe.h"
#include "encoder/vector_json.h"

namespace assay {
namespace {

constexpr const char* kEndpoint = "https://api.openai.com/v1";
constexpr unsigned kMostCuts = 12;
// Texts in a call: OpenAI's limit, and what other servers are sure to take (TEI's default).
constexpr std::size_t kOpenAiBatch = 2048;
constexpr std::size_t kOtherBatch = 32;

struct OpenAiSettings {
  std::string model;
  std::string revision;  // "" = found out
  std::optional<std::size_t> dimensions;
  bool is_base64 = true;  // a quarter of the bytes, and the floats as they are
  std::optional<std::size_t> batch;
  std::size_t batch_tokens = 300'000;  // OpenAI's limit for all texts of a call
};

OpenAiSettings parse_settings(std::string_view name) {
  ServiceName parsed = parse_service_name(without_provider(name));
  OpenAiSettings settings;
  settings.model = std::move(parsed.name);
  if (settings.model.empty())
    throw Error(ErrorKind::kUsage, "openai: the name of a model is expected after the colon");
  for (const auto& setting : parsed.settings) {
    const auto& [key, value] = setting;
    if (key == "dimensions") {
      settings.dimensions = parse_setting_number("openai", setting);
    } else if (key == "batch") {
      settings.batch = parse_setting_number("openai", setting);
    } else if (key == "batch_tokens") {
      settings.batch_tokens = parse_setting_number("openai", setting);
    } else if (key == "encoding" && (value == "base64" || value == "float")) {
      settings.is_base64 = value == "base64";
    } else if (key == "revision" && !value.empty()) {
      settings.revision = value;
    } else {
      refuse_setting("openai", setting,
                     "dimensions=N, encoding=base64|float, batch=N, batch_tokens=N or "
                     "revision=NAME");
    }
  }
  return settings;
}

// Little-endian float32 as base64, which is what "encoding_format": "base64" gives.
Json decode_vector(const Json& value, const std::string& where) {
  if (!value.is_string()) return value;  // servers that know no base64 send numbers
  const auto bytes = decode_base64(value.get<std::string>());
  if (!bytes || bytes->size() % sizeof(float) != 0) {
    throw Error(ErrorKind::kBadData, where + ": an embedding is no base64 of floats");
  }
  static_assert(std::endian::native == std::endian::little);
  std::vector<float> vector(bytes->size() / sizeof(float));
  std::memcpy(vector.data(), bytes->data(), bytes->size());
  return vector;
}

// Everything about a model that needs no call.
class OpenAiModel {
 public:
  OpenAiModel(OpenAiSettings settings, const ModelOptions& options)
      : settings_(std::move(settings)),
        api_options_(make_api_options("openai:" + settings_.model, options, "OPENAI_API_KEY",
                                      "OPENAI_BASE_URL", kEndpoint)),
        is_openai_(api_options_.base_url == kEndpoint) {
    // The same model may be in the registry under its own name, run by other code: a row of its own.
    const std::string& model = settings_.model;
    info_.name =
        is_openai_ ? "openai/" + model : "openai-compatible/" + model.substr(model.rfind('/') + 1);
    known_ = find_known_model(is_openai_ ? info_.name : model);
    if (known_ && is_openai_) {
      info_.embed_dim = settings_.dimensions.value_or(known_->value("embed_dim", std::size_t{0}));
      info_.max_tokens = known_->value("max_tokens", std::uint64_t{8191});
      info_.revision = known_->value("revision", std::string(kNoRevision));
      // mteb names shortened vectors like this.
      if (known_->value("embed_dim", std::size_t{0}) != info_.embed_dim)
        info_.name += " (embed_dim=" + std::to_string(info_.embed_dim) + ")";
    } else if (is_openai_) {
      info_.revision = kNoRevision;
    }
    if (!settings_.revision.empty()) info_.revision = settings_.revision;
    prompts_ = PromptRules({}, known_ ? &*known_ : nullptr);
    info_.settings = {{"provider", "openai"},
                      {"model", model},
                      {"address", JsonApi(api_options_).address()},
                      {"dimensions", settings_.dimensions ? Json(*settings_.dimensions) : Json()},
                      {"encoding", settings_.is_base64 ? "base64" : "float"},
                      {"truncate", "client, by the limit that the service names"},
                      {"prompts", prompts_.settings()}};
  }

  [[nodiscard]] const OpenAiSettings& settings() const noexcept { return settings_; }
  [[nodiscard]] const JsonApiOptions& api_options() const noexcept { return api_options_; }
  [[nodiscard]] bool is_openai() const noexcept { return is_openai_; }
  [[nodiscard]] ModelInfo& info() noexcept { return info_; }
  [[nodiscard]] const ModelInfo& info() const noexcept { return info_; }
  [[nodiscard]] BatchLimits limits() const {
    // A token is at least one byte: a batch of that many bytes has no more tokens.
    return {.texts = settings_.batch.value_or(is_openai_ ? kOpenAiBatch : kOtherBatch),
            .bytes = settings_.batch_tokens,
            .takes_empty_text = false};
  }
  [[nodiscard]] Json conditions(const EncodeContext& context) const {
    const std::string prompt = prompts_.prompt_for(context);
    return prompt.empty() ? Json::object() : Json{{"prompt", prompt}};
  }
  [[nodiscard]] std::string price_name() const { return "openai:" + settings_.model; }

 private:
  OpenAiSettings settings_;
  JsonApiOptions api_options_;
  bool is_openai_;
  std::optional<Json> known_;
  PromptRules prompts_{{}, nullptr};
  ModelInfo info_;
};

class OpenAiService final : public EmbeddingService {
 public:
  OpenAiService(OpenAiModel model, const std::stop_token& stop)
      : model_(std::move(model)), api_(model_.api_options()) {
    if (model_.is_openai() && model_.api_options().key.empty()) {
      throw Error(ErrorKind::kUsage, label() + ": the service wants a key: set OPENAI_API_KEY");
    }
    ModelInfo& info = model_.info();
    if (info.embed_dim != 0 && !model_.settings().dimensions) return;
    const bool is_named = !info.revision.empty();
    const ServiceProbe probe = ask_for_probe(is_named, stop);
    info.embed_dim = probe.dimension;
    if (!is_named) info.revision = probe.revision;
  }

  [[nodiscard]] const ModelInfo& info() const override { return model_.info(); }
  [[nodiscard]] BatchLimits limits() const override { return model_.limits(); }
  [[nodiscard]] Json conditions(const EncodeContext& context) const override {
    return model_.conditions(context);
  }

  // What is too long is cut, by the share that the service names, and sent again.
  [[nodiscard]] ServiceReply embed(std::span<const std::string> texts, const Json& conditions,
                                   const std::stop_token& stop) override {
    const std::string prompt = conditions.value("prompt", "");
    std::vector<std::string> sent;
    for (const std::string& text : texts) sent.push_back(prompt + text);
    std::vector<unsigned> cuts(sent.size(), 0);
    std::uint64_t calls = 0;
    while (true) {
      try {
        ServiceReply reply = ask(sent, stop);
        reply.calls += calls;
        reply.truncated = static_cast<std::uint64_t>(
            std::ranges::count_if(cuts, [](unsigned count) { return count > 0; }));
        return reply;
      } catch (const RefusedText& refusal) {
        calls += refusal.calls();
        const auto length = parse_length_refusal(refusal.what());
        const std::size_t text = length ? length->text.value_or(0) : 0;
        const bool is_found = length && (length->text || sent.size() == 1) && text < sent.size();
        if (!is_found || cuts[text]++ == kMostCuts)
          throw RefusedText(refusal.index(), refusal.what(), calls);
        sent[text] = cut_to_length(sent[text], *length);
      }
    }
  }

 private:
  [[nodiscard]] const std::string& label() const { return model_.api_options().label; }

  [[nodiscard]] ServiceReply ask(const std::vector<std::string>& texts,
                                 const std::stop_token& stop) {
    const OpenAiSettings& settings = model_.settings();
    Json body = {{"model", settings.model},
                 {"input", texts},
                 {"encoding_format", settings.is_base64 ? "base64" : "float"}};
    if (settings.dimensions) body["dimensions"] = *settings.dimensions;
    JsonApi::Answer answer = api_.post("/embeddings", body, stop);
    const std::string where = label() + ": reply";
    if (answer.body.is_object() && answer.body.contains("data") && answer.body["data"].is_array()) {
      for (Json& entry : answer.body["data"]) {
        if (entry.is_object() && entry.contains("embedding"))
          entry["embedding"] = decode_vector(entry["embedding"], where);
      }
    }
    ServiceReply reply;
    reply.vectors = read_vectors(answer.body, where);
    const Json usage =
        answer.body.is_object() ? answer.body.value("usage", Json::object()) : Json::object();
    if (usage.is_object() && usage.contains("prompt_tokens") &&
        usage["prompt_tokens"].is_number_unsigned()) {
      reply.tokens = usage["prompt_tokens"].get<std::uint64_t>();
    }
    reply.calls = answer.calls;
    reply.throttles = answer.throttles;
    return reply;
  }

  [[nodiscard]] ServiceProbe ask_for_probe(bool any_vector, const std::stop_token& stop) {
    return probe_service(
        label(),
        [&](std::span<const std::string> texts) { return ask({texts.begin(), texts.end()}, stop); },
        any_vector);
  }

  OpenAiModel model_;
  JsonApi api_;
};

}  // namespace

std::unique_ptr<Model> open_openai_model(const std::string& name, const ModelOptions& options) {
  OpenAiModel model(parse_settings(name), options);
  const std::string price_name = model.price_name();
  auto service = std::make_unique<OpenAiService>(std::move(model), options.stop);
  return make_remote_encoder(std::move(service), options.remote, price_name);
}

WebServicePlan plan_openai_model(const std::string& name, const ModelOptions& options) {
  auto model = std::make_shared<const OpenAiModel>(parse_settings(name), options);
  return {
      .info = model->info(),
      .limits = model->limits(),
      .conditions = [model](const EncodeContext& context) { return model->conditions(context); },
      .price_name = model->price_name()};
}

}  // namespace assay
