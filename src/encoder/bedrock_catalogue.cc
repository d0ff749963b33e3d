#include <algorithm>
#include <array>

#include "assay/bedrock.h"
#include "assay/error.h"
#include "base/json_object.h"
#include "encoder/aws_explanation.h"
#include "encoder/bedrock_model.h"
#include "encoder/remote_aws_client.h"

namespace assay {
namespace {

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string status_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? text_at(*found, "status") : "";
}

// Values outside of the modelled ones come too: everything is text.
std::string join(const Json& list) {
  std::string text;
  if (!list.is_array()) return text;
  for (const Json& entry : list) {
    if (entry.is_string()) text += (text.empty() ? "" : ", ") + entry.get<std::string>();
  }
  return text;
}

Json parse_object(const std::string& body, const std::string& operation) {
  return JsonObject(parse_json(body, "bedrock: " + operation), "bedrock: " + operation).json();
}

class Catalogue {
 public:
  explicit Catalogue(const RemoteOptions& options) : client_(make_aws_client(options)) {}

  // The reply of a call that has to work.
  [[nodiscard]] Json get(const char* method, const std::string& path, const std::string& query,
                         const std::string& action, const std::string& body = "") {
    const AwsOutcome outcome = ask(method, path, query, body);
    if (outcome.error) {
      throw Error(ErrorKind::kUnavailable,
                  explain_aws_error(*outcome.error, "bedrock", "bedrock:" + action, "*"));
    }
    return outcome.reply.body.empty() ? Json::object() : parse_object(outcome.reply.body, action);
  }

  [[nodiscard]] AwsOutcome ask(const char* method, const std::string& path,
                               const std::string& query, const std::string& body = "") {
    AwsCall call{.service = AwsService::kBedrock, .method = method, .path = path, .query = query};
    if (!body.empty()) call.headers = {{"Content-Type", "application/json"}};
    call.body = body;
    return client_->call(call);
  }

  // The four answers together say whether a model can be called.
  [[nodiscard]] std::string access(const std::string& model_id) {
    const AwsOutcome outcome =
        ask("GET", "/foundation-model-availability/" + percent_encode(model_id), "");
    if (outcome.error) return "?";
    const Json reply = parse_object(outcome.reply.body, "GetFoundationModelAvailability");
    const std::array<std::pair<const char*, bool>, 4> answers = {
        std::pair{"agreement", status_at(reply, "agreementAvailability") == "AVAILABLE"},
        std::pair{"authorization", text_at(reply, "authorizationStatus") == "AUTHORIZED"},
        std::pair{"entitlement", text_at(reply, "entitlementAvailability") == "AVAILABLE"},
        std::pair{"region", text_at(reply, "regionAvailability") == "AVAILABLE"}};
    std::string missing;
    for (const auto& [name, is_there] : answers) {
      if (!is_there) missing += (missing.empty() ? "no " : ", ") + std::string(name);
    }
    return missing.empty() ? "yes" : missing;
  }

 private:
  std::shared_ptr<AwsClient> client_;
};

void add_profiles(Catalogue& catalogue, std::vector<BedrockOffer>& offers) {
  std::string token;
  do {
    const AwsOutcome outcome = catalogue.ask(
        "GET", "/inference-profiles",
        "maxResults=1000" + (token.empty() ? "" : "&nextToken=" + percent_encode(token)));
    if (outcome.error) return;  // a list without profiles is a list
    const Json reply = parse_object(outcome.reply.body, "ListInferenceProfiles");
    for (const Json& profile : reply.value("inferenceProfileSummaries", Json::array())) {
      const std::string id = text_at(profile, "inferenceProfileId");
      const auto behind = std::ranges::find_if(
          offers, [&](const BedrockOffer& offer) { return id.ends_with("." + offer.model_id); });
      if (behind == offers.end()) continue;
      offers.push_back({.model_id = id,
                        .name = text_at(profile, "inferenceProfileName"),
                        .provider = behind->provider,
                        .lifecycle = text_at(profile, "status"),
                        .inference_types = "profile",
                        .is_known = bedrock_family_of(id).has_value(),
                        .access = behind->access});
    }
    token = text_at(reply, "nextToken");
  } while (!token.empty());
}

}  // namespace

std::vector<BedrockOffer> list_bedrock_models(const RemoteOptions& options) {
  Catalogue catalogue(options);
  const Json reply = catalogue.get("GET", "/foundation-models", "byOutputModality=EMBEDDING",
                                   "ListFoundationModels");
  std::vector<BedrockOffer> offers;
  for (const Json& model : reply.value("modelSummaries", Json::array())) {
    const std::string id = text_at(model, "modelId");
    offers.push_back({.model_id = id,
                      .name = text_at(model, "modelName"),
                      .provider = text_at(model, "providerName"),
                      .lifecycle = status_at(model, "modelLifecycle"),
                      .inference_types = join(model.value("inferenceTypesSupported", Json())),
                      .is_known = bedrock_family_of(id).has_value(),
                      .access = catalogue.access(id)});
  }
  add_profiles(catalogue, offers);
  std::ranges::sort(offers, {}, &BedrockOffer::model_id);
  return offers;
}

BedrockAgreement find_bedrock_agreement(const RemoteOptions& options, const std::string& model_id) {
  Catalogue catalogue(options);
  const Json reply =
      catalogue.get("GET", "/list-foundation-model-agreement-offers/" + percent_encode(model_id),
                    "offerType=ALL", "ListFoundationModelAgreementOffers");
  const Json offers = reply.value("offers", Json::array());
  if (offers.empty()) return {};
  const Json& offer = offers.front();
  BedrockAgreement agreement{.offer_token = text_at(offer, "offerToken")};
  const Json terms = offer.value("termDetails", Json::object());
  agreement.legal_url = text_at(terms.value("legalTerm", Json::object()), "url");
  const Json prices = terms.value("usageBasedPricingTerm", Json::object());
  for (const Json& rate : prices.value("rateCard", Json::array())) {
    agreement.rates.push_back(text_at(rate, "price") + " USD per " + text_at(rate, "unit") + ": " +
                              text_at(rate, "description"));
  }
  return agreement;
}

void accept_bedrock_agreement(const RemoteOptions& options, const std::string& model_id,
                              const BedrockAgreement& agreement) {
  Catalogue catalogue(options);
  const Json body = {{"offerToken", agreement.offer_token}, {"modelId", model_id}};
  (void)catalogue.get("POST", "/create-foundation-model-agreement", "",
                      "CreateFoundationModelAgreement", body.dump());
}

}  // namespace assay
