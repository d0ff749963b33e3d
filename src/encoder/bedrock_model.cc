#include "encoder/bedrock_model.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "base/json_object.h"
#include "encoder/service_name.h"
#include "encoder/vector_json.h"

namespace assay {
namespace {

struct FamilyFacts {
  BedrockFamily family;
  std::string_view name;
  std::array<std::size_t, 4> dimensions;  // the default first; 0 = no more
  std::uint64_t max_tokens;
};
constexpr std::array kFamilies = {
    FamilyFacts{BedrockFamily::kTitanV1, "titan-v1", {1536}, 8192},
    FamilyFacts{BedrockFamily::kTitanV2, "titan-v2", {1024, 512, 256}, 8192},
    FamilyFacts{BedrockFamily::kCohereV3, "cohere-v3", {1024}, 512},
    FamilyFacts{BedrockFamily::kCohereV4, "cohere-v4", {1536, 1024, 512, 256}, 128'000},
    FamilyFacts{BedrockFamily::kNova, "nova", {3072, 1024, 384, 256}, 8192}};

struct KnownId {
  std::string_view base;
  BedrockFamily family;
  std::string_view registry_name;  // in mteb's registry, so that results stand beside its own
  std::string_view id;             // to suggest
};
constexpr std::array kKnownIds = {
    KnownId{"amazon.titan-embed-text-v1", BedrockFamily::kTitanV1,
            "bedrock/amazon-titan-embed-text-v1", "amazon.titan-embed-text-v1"},
    KnownId{"amazon.titan-embed-g1-text-02", BedrockFamily::kTitanV1,
            "bedrock/amazon-titan-embed-g1-text-02", "amazon.titan-embed-g1-text-02"},
    KnownId{"amazon.titan-embed-text-v2", BedrockFamily::kTitanV2,
            "bedrock/amazon-titan-embed-text-v2", "amazon.titan-embed-text-v2:0"},
    KnownId{"cohere.embed-english-v3", BedrockFamily::kCohereV3, "bedrock/cohere-embed-english-v3",
            "cohere.embed-english-v3"},
    KnownId{"cohere.embed-multilingual-v3", BedrockFamily::kCohereV3,
            "bedrock/cohere-embed-multilingual-v3", "cohere.embed-multilingual-v3"},
    KnownId{"cohere.embed-v4", BedrockFamily::kCohereV4, "bedrock/cohere-embed-v4",
            "cohere.embed-v4:0"},
    KnownId{"amazon.nova-2-multimodal-embeddings-v1", BedrockFamily::kNova,
            "bedrock/amazon-nova-2-multimodal-embeddings",
            "amazon.nova-2-multimodal-embeddings-v1:0"}};

const FamilyFacts& facts_of(BedrockFamily family) {
  return *std::ranges::find(kFamilies, family, &FamilyFacts::family);
}

const KnownId* find_known(std::string_view model_id) {
  const std::string base = bedrock_base_id(model_id);
  const auto found = std::ranges::find(kKnownIds, base, &KnownId::base);
  return found == kKnownIds.end() ? nullptr : &*found;
}

bool parse_bool(const std::string& setting, const std::string& value) {
  if (value == "true") return true;
  if (value == "false") return false;
  throw Error(ErrorKind::kUsage, "bedrock: " + setting + "=" + value + ": expected true or false");
}

void apply_setting(BedrockName& name, const std::string& setting, const std::string& value) {
  if (setting == "dimensions") {
    name.dimensions = parse_setting_number("bedrock", {setting, value});
  } else if (setting == "normalize") {
    name.normalize = parse_bool(setting, value);
  } else if (setting == "truncate") {
    name.truncate = value;
  } else if (setting == "embeddings" && (value == "binary" || value == "float")) {
    name.binary = value == "binary";
  } else if (setting == "family") {
    name.family = value;
  } else {
    throw Error(ErrorKind::kUsage, "bedrock: unknown setting '" + setting + "=" + value +
                                       "': dimensions, normalize, truncate, embeddings=binary, "
                                       "family");
  }
}

// As mteb's registry does it: the task type before the role.
std::string cohere_input_type(const EncodeContext& context) {
  const std::string& type = context.task_type;
  if (type == "Classification" || type == "MultilabelClassification") return "classification";
  if (type == "Clustering") return "clustering";
  return context.role == Role::kQuery ? "search_query" : "search_document";
}

// As mteb's wrapper of the model does it.
std::string nova_purpose(const EncodeContext& context) {
  const std::string& type = context.task_type;
  if (type == "Classification" || type == "MultilabelClassification" ||
      type == "PairClassification") {
    return "CLASSIFICATION";
  }
  if (type == "Clustering") return "CLUSTERING";
  return context.role == Role::kQuery ? "GENERIC_RETRIEVAL" : "GENERIC_INDEX";
}

std::string default_truncate(BedrockFamily family) {
  switch (family) {
    case BedrockFamily::kCohereV3:
    case BedrockFamily::kNova:
      return "END";
    case BedrockFamily::kCohereV4:
      return "RIGHT";
    default:
      return "";
  }
}

std::vector<std::string_view> truncate_choices(BedrockFamily family) {
  switch (family) {
    case BedrockFamily::kCohereV3:
    case BedrockFamily::kNova:
      return {"NONE", "START", "END"};
    case BedrockFamily::kCohereV4:
      return {"NONE", "LEFT", "RIGHT", "START", "END"};
    default:
      return {};
  }
}

void check_settings(BedrockFamily family, const BedrockName& name) {
  const FamilyFacts& facts = facts_of(family);
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::kUsage, "bedrock:" + name.model_id + ": " + what);
  };
  if (name.dimensions &&
      std::ranges::find(facts.dimensions, *name.dimensions) == facts.dimensions.end()) {
    std::string choices;
    for (const std::size_t d : facts.dimensions) {
      if (d != 0) choices += (choices.empty() ? "" : ", ") + std::to_string(d);
    }
    refuse("has " + choices + " dimensions, not " + std::to_string(*name.dimensions));
  }
  if (family != BedrockFamily::kTitanV2 && (name.normalize || name.binary)) {
    refuse("normalize and embeddings=binary are settings of Titan v2 only");
  }
  const auto choices = truncate_choices(family);
  if (!name.truncate.empty() && std::ranges::find(choices, name.truncate) == choices.end()) {
    refuse("truncate=" + name.truncate + " is not among its choices");
  }
}

}  // namespace

BedrockName parse_bedrock_name(std::string_view text) {
  ServiceName parsed = parse_service_name(text);
  BedrockName name;
  name.model_id = std::move(parsed.name);
  if (name.model_id.empty()) {
    throw Error(ErrorKind::kUsage, "bedrock: a model id or ARN is expected after the colon");
  }
  for (const auto& [setting, value] : parsed.settings) apply_setting(name, setting, value);
  return name;
}

std::string bedrock_base_id(std::string_view id) {
  // arn:aws:bedrock:us-east-1::foundation-model/ID, ...:inference-profile/us.ID
  if (id.starts_with("arn:")) id = id.substr(id.rfind('/') + 1);
  for (const std::string_view maker : {"amazon.", "cohere."}) {
    const auto at = id.find(maker);
    if (at != std::string_view::npos && at > 0 && id[at - 1] == '.') id = id.substr(at);
  }
  return std::string(id.substr(0, id.find(':')));
}

std::optional<BedrockFamily> bedrock_family_of(std::string_view model_id) {
  const KnownId* known = find_known(model_id);
  if (known == nullptr) return std::nullopt;
  return known->family;
}

std::optional<BedrockFamily> parse_bedrock_family(std::string_view text) {
  const auto found = std::ranges::find(kFamilies, text, &FamilyFacts::name);
  if (found == kFamilies.end()) return std::nullopt;
  return found->family;
}

std::vector<std::string> known_bedrock_ids() {
  std::vector<std::string> ids;
  for (const KnownId& known : kKnownIds) ids.push_back("bedrock:" + std::string(known.id));
  return ids;
}

BedrockModel::BedrockModel(BedrockFamily family, BedrockName name, const std::string& address)
    : family_(family), name_(std::move(name)) {
  check_settings(family_, name_);
  const FamilyFacts& facts = facts_of(family_);
  if (name_.truncate.empty()) name_.truncate = default_truncate(family_);
  const KnownId* known = find_known(name_.model_id);
  info_.name = known != nullptr ? std::string(known->registry_name) : "bedrock/" + name_.model_id;
  info_.embed_dim = name_.dimensions.value_or(facts.dimensions[0]);
  info_.max_tokens = facts.max_tokens;
  info_.similarity = Similarity::kCosine;
  const auto entry = find_known_model(info_.name);
  set_revision(entry && entry->at("revision").is_string() ? entry->at("revision").get<std::string>()
                                                          : std::string(kNoRevision));
  info_.settings = {
      {"provider", "bedrock"},
      {"model_id", name_.model_id},
      {"family", facts.name},
      {"dimensions", info_.embed_dim},
      {"truncate",
       name_.truncate.empty() ? "client, by the limit that the service names" : name_.truncate}};
  if (family_ == BedrockFamily::kTitanV2) {
    info_.settings["normalize"] = name_.normalize.value_or(true);
    info_.settings["embeddings"] = name_.binary ? "binary" : "float";
  }
  if (limits().characters < std::numeric_limits<std::size_t>::max()) {
    info_.settings["max_characters"] = limits().characters;
  }
  if (!address.empty()) info_.settings["address"] = address;
}

// Results of other settings are results of another model.
void BedrockModel::set_revision(const std::string& revision) {
  info_.revision = revision;
  if (info_.embed_dim != facts_of(family_).dimensions[0]) {
    info_.revision += "-d" + std::to_string(info_.embed_dim);
  }
  if (name_.normalize == false) info_.revision += "-raw";
  if (name_.binary) info_.revision += "-binary";
  if (name_.truncate != default_truncate(family_)) info_.revision += "-" + name_.truncate;
}

BatchLimits BedrockModel::limits() const {
  switch (family_) {
    case BedrockFamily::kTitanV1:
    case BedrockFamily::kTitanV2:
    case BedrockFamily::kNova:
      return {.texts = 1, .characters = 50'000, .takes_empty_text = false};
    case BedrockFamily::kCohereV3:
      // Checked before `truncate` acts, which is about tokens only.
      return {.texts = 96, .characters = 2048, .takes_empty_text = false};
    case BedrockFamily::kCohereV4:
      return {.texts = 96, .characters = 512'000, .takes_empty_text = false};
  }
  return {};
}

Json BedrockModel::conditions(const EncodeContext& context) const {
  switch (family_) {
    case BedrockFamily::kCohereV3:
    case BedrockFamily::kCohereV4:
      return {{"input_type", cohere_input_type(context)}};
    case BedrockFamily::kNova:
      return {{"purpose", nova_purpose(context)}};
    default:
      return Json::object();
  }
}

std::string BedrockModel::request(std::span<const std::string> texts,
                                  const Json& conditions) const {
  Json body;
  switch (family_) {
    case BedrockFamily::kTitanV1:
      body = {{"inputText", texts[0]}};
      break;
    case BedrockFamily::kTitanV2:
      body = {{"inputText", texts[0]},
              {"dimensions", info_.embed_dim},
              {"normalize", name_.normalize.value_or(true)},
              {"embeddingTypes", Json::array({name_.binary ? "binary" : "float"})}};
      break;
    case BedrockFamily::kCohereV3:
    case BedrockFamily::kCohereV4:
      body = {{"texts", Json(std::vector<std::string>(texts.begin(), texts.end()))},
              {"input_type", conditions.at("input_type")},
              {"truncate", name_.truncate},
              {"embedding_types", Json::array({"float"})}};
      if (family_ == BedrockFamily::kCohereV4) body["output_dimension"] = info_.embed_dim;
      break;
    case BedrockFamily::kNova:
      body = {{"schemaVersion", "nova-multimodal-embed-v1"},
              {"taskType", "SINGLE_EMBEDDING"},
              {"singleEmbeddingParams",
               {{"embeddingPurpose", conditions.at("purpose")},
                {"embeddingDimension", info_.embed_dim},
                {"text", {{"truncationMode", name_.truncate}, {"value", texts[0]}}}}}};
      break;
  }
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ServiceReply BedrockModel::read_reply(const std::string& body) const {
  return read_output(parse_json(body, "bedrock:" + name_.model_id + ": reply"));
}

ServiceReply BedrockModel::read_output(Json output) const {
  const std::string where = "bedrock:" + name_.model_id + ": reply";
  const JsonObject body(std::move(output), where);
  ServiceReply reply;
  switch (family_) {
    case BedrockFamily::kTitanV1:
    case BedrockFamily::kTitanV2: {
      const auto by_type = body.object("embeddingsByType");
      const char* type = name_.binary ? "binary" : "float";
      const Json* vector = by_type ? by_type->find(type) : nullptr;
      if (vector == nullptr) vector = body.find("embedding");
      if (vector == nullptr) throw Error(ErrorKind::kBadData, where + ": there is no embedding");
      reply.vectors.push_back(read_vector(*vector, where));
      if (const auto tokens = body.count("inputTextTokenCount")) reply.tokens = tokens;
      break;
    }
    case BedrockFamily::kCohereV3:
    case BedrockFamily::kCohereV4:
      reply.vectors = read_vectors(body.json(), where);
      break;
    case BedrockFamily::kNova: {
      const Json* list = body.find("embeddings");
      if (list == nullptr || !list->is_array() || list->empty() || !list->front().is_object()) {
        throw Error(ErrorKind::kBadData, where + ": there are no embeddings");
      }
      const JsonObject first(list->front(), where);
      const Json* vector = first.find("embedding");
      if (vector == nullptr) throw Error(ErrorKind::kBadData, where + ": there is no embedding");
      reply.vectors.push_back(read_vector(*vector, where));
      if (first.find("truncatedCharLength") != nullptr) reply.truncated = 1;
      break;
    }
  }
  return reply;
}

}  // namespace assay
