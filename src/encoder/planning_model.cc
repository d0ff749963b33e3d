#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "assay/plan.h"
#include "assay/store.h"
#include "aws/endpoint.h"
#include "base/sha256.h"
#include "encoder/batch_records.h"
#include "encoder/bedrock_model.h"
#include "encoder/cached_encoder.h"
#include "encoder/http_service.h"
#include "encoder/hub_model.h"
#include "encoder/local_model.h"
#include "encoder/model_folder.h"
#include "encoder/prompts.h"
#include "encoder/remote_encoder.h"
#include "encoder/sagemaker_service.h"
#include "encoder/service_name.h"
#include "encoder/unique_texts.h"
#include "tokenizer/tokenizer.h"

namespace assay {
namespace {

// Vectors with a few numbers of their own keep every protocol busy without costing memory.
constexpr std::size_t kPlanDimension = 8;

// Characters a token of English (AWS's documentation: 4.7 for Titan, 4 for Cohere); other scripts come near
// one token a character.
constexpr double kCharactersPerToken = 4.3;

std::uint64_t estimate_tokens(std::string_view text) {
  double tokens = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      tokens += 1 / kCharactersPerToken;
    } else if (byte >= 0xE0) {  // the first of three or four bytes: CJK, emoji
      tokens += 1;
    } else if (byte >= 0xC0) {
      tokens += 0.5;
    }
  }
  return static_cast<std::uint64_t>(tokens) + 1;
}

// What has to be known of a model to plan for it.
struct Parts {
  ModelInfo info;
  bool remote = false;
  BatchLimits limits;
  std::function<Json(const EncodeContext&)> conditions;
  std::function<std::string(const EncodeContext&)> prompt;  // in front of every text
  std::unique_ptr<const Tokenizer> tokenizer;               // null: estimate
  std::size_t max_tokens = 0;
  std::optional<double> per_million_tokens;
  std::optional<double> batch_per_million_tokens;
  bool has_batches = false;               // Bedrock's, for all but queries
  std::shared_ptr<EmbeddingStore> store;  // null: nothing to look into
  bool keeps_vectors = false;             // what is encoded once is stored
};

class Planning final : public PlanningModel {
 public:
  explicit Planning(Parts parts) : parts_(std::move(parts)), shown_(parts_.info) {
    shown_.embed_dim = kPlanDimension;
  }
  [[nodiscard]] const ModelInfo& info() const override { return shown_; }
  [[nodiscard]] PlanTotals totals() const override { return totals_; }
  [[nodiscard]] bool has_exact_tokens() const override { return parts_.tokenizer != nullptr; }
  [[nodiscard]] bool is_remote() const override { return parts_.remote; }
  [[nodiscard]] std::size_t dimension() const override { return parts_.info.embed_dim; }
  [[nodiscard]] std::optional<double> dollars(const PlanTotals& totals) const override {
    if (!parts_.per_million_tokens) return std::nullopt;
    const double live = *parts_.per_million_tokens;
    const double batch = parts_.batch_per_million_tokens.value_or(live);
    return (live * static_cast<double>(totals.tokens - totals.batch_tokens) +
            batch * static_cast<double>(totals.batch_tokens)) /
           1e6;
  }

  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override {
    const UniqueTexts unique = find_unique(texts);
    const std::vector<bool> stored = look_up(texts, unique.first, context);
    const std::string conditions =
        (parts_.conditions ? parts_.conditions(context) : Json::object()).dump();
    const std::string prompt = parts_.prompt ? parts_.prompt(context) : "";
    const std::uint64_t tokens_before = totals_.tokens;
    totals_.texts += texts.size();
    totals_.unique_texts += unique.first.size();
    std::vector<std::uint32_t> open;
    for (std::size_t i = 0; i < unique.first.size(); ++i) {
      const std::string& text = texts[unique.first[i]];
      if (stored[i] || will_be_stored(conditions, text)) {
        ++totals_.stored_texts;
        continue;
      }
      count_tokens(prompt, text);
      open.push_back(unique.first[i]);
    }
    const bool may_batch = parts_.has_batches && context.role != Role::kQuery;
    const std::size_t per_record =
        may_batch ? texts_per_record(open.size(), parts_.limits.texts) : 0;
    if (per_record > 0) {
      const std::size_t most = per_record * kMostRecords;
      totals_.calls += (open.size() + most - 1) / most;
      totals_.batch_tokens += totals_.tokens - tokens_before;
    } else {
      count_calls(texts, open);
    }
    if (context.progress != nullptr) context.progress->advance(texts.size());
    if (stats != nullptr) {
      *stats += {.texts = texts.size(),
                 .unique_texts = unique.first.size(),
                 .tokens = totals_.tokens - tokens_before};
    }
    return make_vectors(texts);
  }

 private:
  void count_calls(std::span<const std::string> texts, std::span<const std::uint32_t> open) {
    std::size_t in_batch = 0;
    std::size_t batch_bytes = 0;
    for (const std::uint32_t text : open) {
      if (in_batch == 0 || in_batch >= parts_.limits.texts ||
          batch_bytes + texts[text].size() > parts_.limits.bytes) {
        ++totals_.calls;
        in_batch = 0;
        batch_bytes = 0;
      }
      ++in_batch;
      batch_bytes += texts[text].size();
    }
  }

  void count_tokens(const std::string& prompt, const std::string& text) {
    const std::string_view sent = cut_characters(text, parts_.limits.characters);
    bool cut = sent.size() < text.size();
    if (!parts_.tokenizer) {
      const std::uint64_t tokens = estimate_tokens(prompt + std::string(sent));
      const std::uint64_t most = parts_.info.max_tokens.value_or(tokens);
      cut = cut || tokens > most;
      totals_.tokens += std::min(tokens, most);
    } else {
      ids_.clear();
      const std::size_t full =
          parts_.tokenizer->encode(prompt + std::string(sent), parts_.max_tokens, ids_);
      cut = cut || full > ids_.size();
      totals_.tokens += ids_.size();
    }
    if (cut) ++totals_.truncated_texts;
  }

  // True from the second time on that a text is asked for under these conditions, where a store keeps the
  // first one's vector.
  [[nodiscard]] bool will_be_stored(const std::string& conditions, const std::string& text) {
    if (!parts_.keeps_vectors) return false;
    const std::string key = std::to_string(conditions.size()) + conditions + text;
    return !planned_.insert(sha256(key)).second;
  }

  [[nodiscard]] std::vector<bool> look_up(std::span<const std::string> texts,
                                          std::span<const std::uint32_t> unique,
                                          const EncodeContext& context) const {
    std::vector<bool> stored(unique.size(), false);
    if (!parts_.store || unique.empty()) return stored;
    const auto scope =
        parts_.store->open_scope(describe_scope(parts_.info, parts_.conditions(context)));
    constexpr std::size_t kAtOnce = 4096;
    for (std::size_t begin = 0; begin < unique.size(); begin += kAtOnce) {
      const std::size_t count = std::min(kAtOnce, unique.size() - begin);
      std::vector<std::string_view> asked;
      for (std::size_t i = begin; i < begin + count; ++i) asked.emplace_back(texts[unique[i]]);
      Matrix rows(count, parts_.info.embed_dim);
      std::vector<bool> found(count);
      (void)parts_.store->find(*scope, asked, rows, found);
      for (std::size_t i = 0; i < count; ++i) stored[begin + i] = found[i];
    }
    return stored;
  }

  static Matrix make_vectors(std::span<const std::string> texts) {
    Matrix vectors(texts.size(), kPlanDimension);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const Sha256Digest digest = sha256(texts[i]);
      for (std::size_t j = 0; j < kPlanDimension; ++j) {
        vectors.row(i)[j] = static_cast<float>(digest[j]) / 255.0F + 0.01F;
      }
    }
    return vectors;
  }

  Parts parts_;
  ModelInfo shown_;
  PlanTotals totals_;
  std::set<Sha256Digest> planned_;
  std::vector<std::int32_t> ids_;
};

// An existing store is looked into; a plan makes none.
std::shared_ptr<EmbeddingStore> find_store(const ModelOptions& options) {
  if (options.store == ModelOptions::Store::kOff) return nullptr;
  const auto folder = options.store_folder.empty() ? default_store_folder() : options.store_folder;
  std::error_code ignored;
  if (!std::filesystem::exists(folder / "vectors.mdb", ignored)) return nullptr;
  return EmbeddingStore::open(folder);
}

bool keeps_remote_vectors(const ModelOptions& options) {
  return options.store != ModelOptions::Store::kOff;
}

Parts plan_bedrock(const std::string& name, const ModelOptions& options) {
  BedrockName parsed = parse_bedrock_name(without_provider(name));
  const auto family = parsed.family.empty() ? bedrock_family_of(parsed.model_id)
                                            : parse_bedrock_family(parsed.family);
  if (!family) {
    throw Error(ErrorKind::kUsage, name +
                                       ": state ?family=titan-v2 (titan-v1, cohere-v3, "
                                       "cohere-v4, nova): a plan asks nobody");
  }
  const PriceTable& prices = prices_of(options.remote);
  const std::string base = bedrock_base_id(parsed.model_id);
  const bool is_told_by_id = bedrock_family_of(parsed.model_id).has_value();
  const AwsSettings aws(process_environment(),
                        {.region = options.remote.region, .profile = options.remote.profile});
  auto model = std::make_shared<const BedrockModel>(
      *family, std::move(parsed), aws.foreign_address(AwsService::kBedrockRuntime));
  return {
      .info = model->info(),
      .remote = true,
      .limits = model->limits(),
      .conditions = [model](const EncodeContext& context) { return model->conditions(context); },
      .per_million_tokens = prices.per_million_tokens("bedrock:" + base),
      .batch_per_million_tokens = prices.batch_per_million_tokens("bedrock:" + base),
      .has_batches = !options.remote.batch.s3.empty(),
      .store = is_told_by_id ? find_store(options) : nullptr,
      .keeps_vectors = keeps_remote_vectors(options)};
}

Parts plan_sagemaker(const std::string& name, const ModelOptions& options) {
  const SageMakerName parsed = parse_sagemaker_name(without_provider(name));
  ModelInfo info;
  info.name = "sagemaker/" + parsed.endpoint;
  info.revision = kNoRevision;
  const bool single = parsed.payload == SageMakerPayload::kText;
  const PriceTable& prices = prices_of(options.remote);
  return {.info = std::move(info),
          .remote = true,
          .limits = {.texts = single ? 1 : parsed.batch},
          .per_million_tokens = prices.per_million_tokens(name),
          .keeps_vectors = keeps_remote_vectors(options)};
}

Parts plan_web_service(const std::string& name, const ModelOptions& options) {
  WebServicePlan plan = plan_web_model(name, options);
  // Else only a call would tell under which name the store has its vectors.
  const bool is_settled = plan.info.embed_dim != 0 && !plan.info.revision.empty();
  const PriceTable& prices = prices_of(options.remote);
  return {.info = std::move(plan.info),
          .remote = true,
          .limits = plan.limits,
          .conditions = plan.conditions,
          .prompt =
              [conditions = plan.conditions](const EncodeContext& context) {
                return conditions(context).value("prompt", "");
              },
          .per_million_tokens = prices.per_million_tokens(plan.price_name),
          .store = is_settled ? find_store(options) : nullptr,
          .keeps_vectors = keeps_remote_vectors(options)};
}

Parts plan_folder(const std::filesystem::path& folder, const ModelIdentity& identity,
                  const ModelOptions& options) {
  check_supported(identity.name);
  ModelFolder model = read_model_folder(folder);
  const auto known = find_known_model(identity.name);
  if (known) apply_registry(*known, model);
  auto rules = std::make_shared<const PromptRules>(
      PromptTable{.prompts = {model.prompts.begin(), model.prompts.end()},
                  .default_name = model.default_prompt_name},
      known ? &*known : nullptr);
  ModelInfo info;
  info.name = identity.name;
  info.revision = identity.revision;
  info.similarity = model.similarity;
  info.max_tokens = model.max_tokens;
  info.embed_dim = model.network.bert.hidden;
  return {.info = std::move(info),
          .limits = {.texts = std::numeric_limits<std::size_t>::max(),
                     .bytes = std::numeric_limits<std::size_t>::max()},
          .conditions = [rules](const EncodeContext& context) -> Json {
            return {{"prompt", rules->prompt_for(context)}};
          },
          .prompt = [rules](const EncodeContext& context) { return rules->prompt_for(context); },
          .tokenizer = load_tokenizer(model.transformer, {.lower_case = model.lower_case}),
          .max_tokens = model.max_tokens,
          .keeps_vectors = options.store == ModelOptions::Store::kAllModels};
}

}  // namespace

PlanTotals PlanTotals::since(const PlanTotals& before) const {
  return {.texts = texts - before.texts,
          .unique_texts = unique_texts - before.unique_texts,
          .stored_texts = stored_texts - before.stored_texts,
          .calls = calls - before.calls,
          .tokens = tokens - before.tokens,
          .batch_tokens = batch_tokens - before.batch_tokens,
          .truncated_texts = truncated_texts - before.truncated_texts};
}

std::unique_ptr<PlanningModel> open_planning_model(const std::string& name,
                                                   const ModelOptions& options) {
  if (name.starts_with("bedrock:")) return std::make_unique<Planning>(plan_bedrock(name, options));
  if (name.starts_with("sagemaker:"))
    return std::make_unique<Planning>(plan_sagemaker(name, options));
  if (is_web_model(name)) return std::make_unique<Planning>(plan_web_service(name, options));
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored)) {
    return std::make_unique<Planning>(plan_folder(name, identify_folder(name), options));
  }
  const auto hub = parse_hub_name(name);
  if (!hub || hub->repo_id.starts_with("mteb/baseline-")) {
    throw Error(ErrorKind::kNotSupported, name + ": not supported yet: plans for built-in models");
  }
  const HubFiles files = fetch_hub_model(name, ModelPart::kDescription, options);
  return std::make_unique<Planning>(
      plan_folder(files.folder, {.name = hub->repo_id, .revision = files.commit}, options));
}

}  // namespace assay
