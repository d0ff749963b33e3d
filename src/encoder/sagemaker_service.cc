#include "encoder/sagemaker_service.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assay/error.h"
#include "aws/aws_client.h"
#include "base/json_object.h"
#include "encoder/aws_explanation.h"
#include "encoder/remote_encoder.h"
#include "encoder/service_name.h"
#include "encoder/service_probe.h"
#include "encoder/vector_json.h"

namespace assay {
namespace {

constexpr std::size_t kMostBodyBytes = 5'500'000;  // the service takes 6,291,456

struct PayloadName {
  SageMakerPayload payload;
  std::string_view name;
};
// In the order in which they are tried on an endpoint that nothing is known of.
constexpr std::array kPayloads = {PayloadName{SageMakerPayload::kTei, "tei"},
                                  PayloadName{SageMakerPayload::kInputs, "inputs"},
                                  PayloadName{SageMakerPayload::kTextInputs, "text_inputs"},
                                  PayloadName{SageMakerPayload::kText, "text"},
                                  PayloadName{SageMakerPayload::kCohere, "cohere"},
                                  PayloadName{SageMakerPayload::kOpenAi, "openai"}};

std::string_view to_string(SageMakerPayload payload) {
  return std::ranges::find(kPayloads, payload, &PayloadName::payload)->name;
}

void apply_setting(SageMakerName& name, const std::string& setting, const std::string& value) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::kUsage, "sagemaker: " + setting + "=" + value + ": " + what);
  };
  if (setting == "payload") {
    const auto found = std::ranges::find(kPayloads, value, &PayloadName::name);
    if (found == kPayloads.end()) {
      refuse("expected tei, inputs, text_inputs, text, cohere or openai");
    }
    name.payload = found->payload;
  } else if (setting == "batch") {
    name.batch = parse_setting_number("sagemaker", {setting, value});
  } else if (setting == "pooling") {
    if (value != "mean") refuse("expected mean");
    name.pool_tokens = true;
  } else if (setting == "content_type") {
    name.content_type = value;
  } else if (setting == "revision" && !value.empty()) {
    name.revision = value;
  } else {
    refuse("unknown setting: payload, batch, pooling=mean, content_type, revision");
  }
}

class SageMakerService final : public EmbeddingService {
 public:
  SageMakerService(SageMakerName name, const ModelOptions& options)
      : name_(std::move(name)),
        limit_(std::max(1U, options.remote.concurrency / 2),
               std::max(1U, options.remote.concurrency)) {
    AwsClientOptions client;
    client.max_attempts = options.remote.max_attempts;
    client.limit = &limit_;
    if (options.progress != nullptr) {
      client.note = [progress = options.progress](const std::string& line) {
        progress->note(line);
      };
    }
    client_ = make_aws_client({.region = options.remote.region, .profile = options.remote.profile},
                              std::move(client));
    info_.name = "sagemaker/" + name_.endpoint;
    info_.similarity = Similarity::kCosine;
    find_payload(options.stop);
    info_.settings = {
        {"provider", "sagemaker"},
        {"endpoint", name_.endpoint},
        {"region", client_->region()},
        {"payload", to_string(*name_.payload)},
        {"pooling", name_.pool_tokens ? "mean of the reply's token vectors" : "endpoint"},
        {"truncate", "endpoint"}};
    if (!name_.content_type.empty()) info_.settings["content_type"] = name_.content_type;
    const std::string address = client_->settings().foreign_address(AwsService::kSageMakerRuntime);
    if (!address.empty()) info_.settings["address"] = address;
  }

  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] BatchLimits limits() const override {
    return {.texts = name_.payload == SageMakerPayload::kText ? 1 : name_.batch,
            .bytes = kMostBodyBytes / 2,
            .takes_empty_text = name_.payload != SageMakerPayload::kText};
  }
  [[nodiscard]] Json conditions(const EncodeContext& context) const override {
    if (name_.payload != SageMakerPayload::kCohere) return Json::object();
    const std::string& type = context.task_type;
    if (type == "Classification" || type == "MultilabelClassification") {
      return {{"input_type", "classification"}};
    }
    if (type == "Clustering") return {{"input_type", "clustering"}};
    return {{"input_type", context.role == Role::kQuery ? "search_query" : "search_document"}};
  }

  [[nodiscard]] ServiceReply embed(std::span<const std::string> texts, const Json& conditions,
                                   const std::stop_token& stop) override {
    const AwsOutcome outcome = invoke(*name_.payload, texts, conditions, stop);
    if (outcome.error) refuse(*outcome.error, outcome.attempts);
    return read(outcome);
  }

 private:
  [[nodiscard]] std::string label() const { return "sagemaker:" + name_.endpoint; }

  [[nodiscard]] AwsOutcome invoke(SageMakerPayload payload, std::span<const std::string> texts,
                                  const Json& conditions, const std::stop_token& stop) {
    SageMakerRequest request = make_sagemaker_request(payload, texts, conditions);
    if (!name_.content_type.empty()) request.content_type = name_.content_type;
    return client_->call(
        {.service = AwsService::kSageMakerRuntime,
         .path = "/endpoints/" + percent_encode(name_.endpoint) + "/invocations",
         .headers = {{"Content-Type", request.content_type}, {"Accept", "application/json"}},
         .body = std::move(request.body),
         .stop = stop});
  }

  [[nodiscard]] ServiceReply read(const AwsOutcome& outcome) const {
    const std::string where = label() + ": reply";
    ServiceReply reply;
    reply.vectors = read_vectors(parse_json(outcome.reply.body, where), where, name_.pool_tokens);
    reply.calls = outcome.attempts;
    reply.throttles = outcome.throttles;
    return reply;
  }

  // The endpoint does not take this form of request.
  struct WrongForm {
    std::string reason;
  };

  // One short text in every form, until vectors come: they tell the dimension, and which model is
  // behind the endpoint, for another one may be put there under the same name. An endpoint that cannot
  // be had ends the search.
  void find_payload(const std::stop_token& stop) {
    std::string last;
    for (const PayloadName& candidate : kPayloads) {
      if (name_.payload && *name_.payload != candidate.payload) continue;
      try {
        const ServiceProbe probe = probe_service(
            label(),
            [&](std::span<const std::string> texts) {
              return try_form(candidate.payload, texts, stop);
            },
            !name_.revision.empty());
        info_.embed_dim = probe.dimension;
        info_.revision = name_.revision.empty() ? probe.revision : name_.revision;
        name_.payload = candidate.payload;
        return;
      } catch (const WrongForm& wrong) {
        last = wrong.reason;
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::kBadData) throw;
        last = error.what();
      }
    }
    throw Error(ErrorKind::kNotSupported,
                label() + ": not supported yet: no form of request gives vectors (" + last +
                    "); state ?payload=tei, inputs, text_inputs, text, cohere or openai");
  }

  [[nodiscard]] ServiceReply try_form(SageMakerPayload payload, std::span<const std::string> texts,
                                      const std::stop_token& stop) {
    const AwsOutcome outcome = invoke(payload, texts, {{"input_type", "search_document"}}, stop);
    if (!outcome.error) return read(outcome);
    const AwsError& error = *outcome.error;
    const bool about_form = (error.kind == AwsError::Kind::kModel && error.original_status >= 400 &&
                             error.original_status < 500 && error.original_status != 429) ||
                            (error.kind == AwsError::Kind::kValidation &&
                             error.message.find("not found") == std::string::npos);
    if (about_form) throw WrongForm{describe(error)};
    throw Error(ErrorKind::kUnavailable, explain(error));
  }

  [[nodiscard]] std::string explain(const AwsError& error) const {
    const std::string& region = client_->region();
    return explain_aws_error(
        error, label(), "sagemaker:InvokeEndpoint",
        "arn:" + partition_of(region) + ":sagemaker:" + region + ":*:endpoint/" + name_.endpoint);
  }

  [[noreturn]] void refuse(const AwsError& error, std::uint64_t calls) const {
    const std::string text = explain(error);
    // The model's own 4xx is about what it was sent; a missing endpoint is not.
    if (error.kind == AwsError::Kind::kModel && error.original_status >= 400 &&
        error.original_status < 500) {
      throw RefusedText(std::nullopt, text, calls);
    }
    throw Error(ErrorKind::kUnavailable, text);
  }

  SageMakerName name_;
  ModelInfo info_;
  ConcurrencyLimit limit_;
  std::shared_ptr<AwsClient> client_;
};

}  // namespace

SageMakerName parse_sagemaker_name(std::string_view text) {
  ServiceName parsed = parse_service_name(text);
  SageMakerName name;
  name.endpoint = std::move(parsed.name);
  if (name.endpoint.empty()) {
    throw Error(ErrorKind::kUsage, "sagemaker: an endpoint's name is expected after the colon");
  }
  for (const auto& [setting, value] : parsed.settings) apply_setting(name, setting, value);
  return name;
}

SageMakerRequest make_sagemaker_request(SageMakerPayload payload,
                                        std::span<const std::string> texts,
                                        const Json& conditions) {
  const Json list(std::vector<std::string>(texts.begin(), texts.end()));
  Json body;
  switch (payload) {
    case SageMakerPayload::kTei:
      body = {{"inputs", list}, {"truncate", true}};
      break;
    case SageMakerPayload::kInputs:
      body = {{"inputs", list}};
      break;
    case SageMakerPayload::kTextInputs:
      body = {{"text_inputs", list}, {"mode", "embedding"}};
      break;
    case SageMakerPayload::kText:
      return {.content_type = "application/x-text", .body = texts[0]};
    case SageMakerPayload::kCohere:
      body = {{"texts", list}, {"input_type", conditions.at("input_type")}, {"truncate", "END"}};
      break;
    case SageMakerPayload::kOpenAi:
      body = {{"input", list}};
      break;
  }
  return {.content_type = "application/json",
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

std::unique_ptr<Model> open_sagemaker_model(const std::string& full_name,
                                            const ModelOptions& options) {
  SageMakerName name = parse_sagemaker_name(without_provider(full_name));
  auto service = std::make_unique<SageMakerService>(std::move(name), options);
  return make_remote_encoder(std::move(service), options.remote, full_name);
}

}  // namespace assay
