#include "encoder/bedrock_service.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "assay/error.h"
#include "aws/aws_client.h"
#include "base/json_object.h"
#include "base/suggest.h"
#include "encoder/aws_explanation.h"
#include "encoder/batch_encoder.h"
#include "encoder/bedrock_model.h"
#include "encoder/remote_encoder.h"
#include "encoder/service_name.h"
#include "encoder/service_probe.h"

namespace assay {
namespace {

constexpr unsigned kMostCuts = 6;

// The number behind `mark` in `text`.
std::optional<std::size_t> number_after(const std::string& text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == std::string::npos) return std::nullopt;
  std::size_t value = 0;
  const char* begin = text.data() + at + mark.size();
  const auto [end, code] = std::from_chars(begin, text.data() + text.size(), value);
  if (code != std::errc()) return std::nullopt;
  return value;
}

// How much of a text may stay, from "Max input tokens: 8192, request input token count: 9875".
std::optional<double> share_that_fits(const std::string& message) {
  const auto most = number_after(message, "Max input tokens: ");
  const auto actual = number_after(message, "request input token count: ");
  if (!most || !actual || *actual <= *most) return std::nullopt;
  // Tokens are not spread evenly: a little less than the share.
  return 0.98 * static_cast<double>(*most) / static_cast<double>(*actual);
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

class BedrockService final : public EmbeddingService {
 public:
  BedrockService(BedrockModel model, unsigned concurrency, AwsClientOptions client_options,
                 const AwsChoice& choice)
      : model_(std::move(model)), limit_(std::max(1U, concurrency / 2), concurrency) {
    client_options.limit = &limit_;
    client_ = make_aws_client(choice, std::move(client_options));
  }

  // Which model answers, found out by asking.
  void probe(const std::stop_token& stop) {
    const Json conditions = model_.conditions({});
    const auto embed_probe = [&](std::span<const std::string> texts) {
      return embed(texts, conditions, stop);
    };
    model_.set_revision(probe_service("bedrock:" + model_.name().model_id, embed_probe).revision);
  }

  [[nodiscard]] const BedrockModel& model() const noexcept { return model_; }
  [[nodiscard]] const ModelInfo& info() const override { return model_.info(); }
  [[nodiscard]] BatchLimits limits() const override { return model_.limits(); }
  [[nodiscard]] Json conditions(const EncodeContext& context) const override {
    return model_.conditions(context);
  }

  [[nodiscard]] ServiceReply embed(std::span<const std::string> texts, const Json& conditions,
                                   const std::stop_token& stop) override {
    std::vector<std::string> sent(texts.begin(), texts.end());
    ServiceReply total;
    total.calls = 0;
    for (unsigned cuts = 0;; ++cuts) {
      const AwsOutcome outcome = invoke(model_.request(sent, conditions), stop);
      total.calls += outcome.attempts;
      total.throttles += outcome.throttles;
      if (!outcome.error) {
        ServiceReply reply = model_.read_reply(outcome.reply.body);
        reply.calls = total.calls;
        reply.throttles = total.throttles;
        if (cuts > 0) reply.truncated = 1;
        read_headers(outcome.reply.headers, reply);
        return reply;
      }
      const auto share = share_that_fits(outcome.error->message);
      if (!share || sent.size() != 1 || cuts == kMostCuts) refuse(*outcome.error, total.calls);
      const auto characters = static_cast<double>(count_characters(sent[0]));
      sent[0] = cut_characters(sent[0], static_cast<std::size_t>(characters * *share));
    }
  }

 private:
  [[nodiscard]] AwsOutcome invoke(std::string body, const std::stop_token& stop) {
    return client_->call(
        {.service = AwsService::kBedrockRuntime,
         .path = "/model/" + percent_encode(model_.name().model_id) + "/invoke",
         .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}},
         .body = std::move(body),
         .stop = stop});
  }

  static void read_headers(const HttpHeaders& headers, ServiceReply& reply) {
    const auto number = [&](const char* name) -> std::optional<std::size_t> {
      const std::string value = headers.get(name);
      std::size_t result = 0;
      const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), result);
      if (value.empty() || code != std::errc()) return std::nullopt;
      return result;
    };
    if (!reply.tokens) reply.tokens = number("X-Amzn-Bedrock-Input-Token-Count");
    if (const auto latency = number("X-Amzn-Bedrock-Invocation-Latency")) {
      reply.seconds = static_cast<double>(*latency) / 1000;
    }
  }

  // The ARN that the caller must be allowed to invoke.
  [[nodiscard]] std::string resource() const {
    const std::string& id = model_.name().model_id;
    if (id.starts_with("arn:")) return id;
    const std::string& region = client_->region();
    const std::string arn = "arn:" + partition_of(region) + ":bedrock:" + region + ":";
    const bool is_profile = !id.starts_with("amazon.") && !id.starts_with("cohere.");
    return arn + (is_profile ? "*:inference-profile/" : ":foundation-model/") + id;
  }

  [[noreturn]] void refuse(const AwsError& error, std::uint64_t calls) const {
    const std::string text = explain_aws_error(error, "bedrock:" + model_.name().model_id,
                                               "bedrock:InvokeModel", resource());
    const std::string& message = error.message;
    const bool about_model = message.find("on-demand throughput") != std::string::npos ||
                             message.find("model identifier is invalid") != std::string::npos ||
                             message.find("extraneous key") != std::string::npos ||
                             message.find("#/truncate") != std::string::npos ||
                             message.find("required key") != std::string::npos;
    if (error.kind == AwsError::Kind::kValidation && !about_model) {
      throw RefusedText(number_after(message, "#/texts/"), text, calls);
    }
    const bool usage =
        error.kind == AwsError::Kind::kValidation || error.kind == AwsError::Kind::kNotFound;
    throw Error(usage ? ErrorKind::kUsage : ErrorKind::kUnavailable, text);
  }

  BedrockModel model_;
  ConcurrencyLimit limit_;
  std::shared_ptr<AwsClient> client_;
};

// Provisioned throughput has a name of its own; the model behind it decides the shape of requests.
BedrockFamily look_up_family(const BedrockName& name, const AwsChoice& choice) {
  const auto client = make_aws_client(choice, {});
  const AwsOutcome outcome =
      client->call({.service = AwsService::kBedrock,
                    .method = "GET",
                    .path = "/provisioned-model-throughput/" + percent_encode(name.model_id)});
  if (outcome.error) {
    throw Error(ErrorKind::kUnavailable,
                explain_aws_error(*outcome.error, "bedrock:" + name.model_id,
                                  "bedrock:GetProvisionedModelThroughput", name.model_id) +
                    "; or state ?family=titan-v2 (titan-v1, cohere-v3, cohere-v4, nova)");
  }
  const JsonObject reply(parse_json(outcome.reply.body, "GetProvisionedModelThroughput"),
                         "GetProvisionedModelThroughput");
  const auto arn = reply.string("foundationModelArn");
  const auto family = bedrock_family_of(arn.value_or(reply.string("modelArn").value_or("")));
  if (!family) {
    throw Error(ErrorKind::kNotSupported, "not supported yet: the model behind " + name.model_id);
  }
  return *family;
}

BedrockFamily find_family(const BedrockName& name, const AwsChoice& choice) {
  if (!name.family.empty()) {
    const auto stated = parse_bedrock_family(name.family);
    if (stated) return *stated;
    throw Error(ErrorKind::kUsage,
                "bedrock: family=" + name.family +
                    ": expected titan-v1, titan-v2, cohere-v3, cohere-v4 or nova");
  }
  if (const auto known = bedrock_family_of(name.model_id)) return *known;
  if (name.model_id.find(":provisioned-model/") != std::string::npos) {
    return look_up_family(name, choice);
  }
  throw Error(ErrorKind::kUsage, "no embedding model 'bedrock:" + name.model_id + "' is known" +
                                     did_you_mean("bedrock:" + name.model_id, known_bedrock_ids()) +
                                     "; for another one state ?family=titan-v2 (titan-v1, "
                                     "cohere-v3, cohere-v4, nova)");
}

}  // namespace

std::unique_ptr<Model> open_bedrock_model(const std::string& full_name,
                                          const ModelOptions& options) {
  BedrockName name = parse_bedrock_name(without_provider(full_name));
  const AwsChoice choice{.region = options.remote.region, .profile = options.remote.profile};
  const BedrockFamily family = find_family(name, choice);
  const std::string price_name = "bedrock:" + bedrock_base_id(name.model_id);
  const bool is_told_by_id = bedrock_family_of(name.model_id).has_value();
  AwsClientOptions client;
  client.max_attempts = options.remote.max_attempts;
  if (options.progress != nullptr) {
    client.note = [progress = options.progress](const std::string& line) { progress->note(line); };
  }
  const std::string address =
      AwsSettings(process_environment(), choice).foreign_address(AwsService::kBedrockRuntime);
  const AwsClientOptions batch_client = client;
  auto service = std::make_unique<BedrockService>(BedrockModel(family, std::move(name), address),
                                                  std::max(1U, options.remote.concurrency),
                                                  std::move(client), choice);
  if (!is_told_by_id) service->probe(options.stop);
  BedrockModel model = service->model();
  auto live = make_remote_encoder(std::move(service), options.remote, price_name);
  if (options.remote.batch.s3.empty()) return live;
  return make_batch_encoder({.live = std::move(live),
                             .model = std::move(model),
                             .client = make_aws_client(choice, batch_client),
                             .options = options.remote,
                             .price_name = price_name});
}

}  // namespace assay
