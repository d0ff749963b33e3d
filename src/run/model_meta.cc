#include "run/model_meta.h"

#include <cmath>

namespace assay {
namespace {

template <typename T>
Json nullable(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// Only these two have a name in mteb that it accepts on reading.
Json similarity_name(Similarity similarity) {
  if (similarity == Similarity::kCosine) return "cosine";
  if (similarity == Similarity::kDot) return "dot";
  return nullptr;
}

// Megabytes of all parameters at 4 bytes each, which is what mteb's own numbers for f32 models are.
Json memory_in_mb(const std::optional<std::uint64_t>& parameters) {
  if (!parameters || *parameters == 0) return nullptr;
  return std::llround(static_cast<double>(*parameters) * 4 / (1024 * 1024));
}

Json with_infinity_as_null(const Json& value) { return value.is_string() ? Json(nullptr) : value; }

// What the registry says, else what the opened model says.
class Facts {
 public:
  explicit Facts(const std::optional<Json>& known) : known_(known) {}
  [[nodiscard]] Json get(const char* key, Json otherwise = nullptr) const {
    if (!known_) return otherwise;
    const auto member = known_->find(key);
    return member == known_->end() || member->is_null() ? otherwise : *member;
  }

 private:
  const std::optional<Json>& known_;
};

}  // namespace

Json make_model_meta(const ModelInfo& model, const std::optional<Json>& known,
                     const Json& experiment) {
  const Facts facts(known);
  Json embed_dim = nullptr;
  if (model.embed_dim > 0) embed_dim = model.embed_dim;
  const bool searches_words = model.embed_dim == 0;
  return {
      {"loader_kwargs", Json::object()},
      {"name", model.name},
      {"revision", model.revision},
      {"release_date", facts.get("release_date")},
      {"languages", facts.get("languages")},
      {"n_parameters", facts.get("n_parameters", nullable(model.n_parameters))},
      {"n_active_parameters_override", facts.get("n_active_parameters")},
      {"n_embedding_parameters",
       facts.get("n_embedding_parameters", nullable(model.n_embedding_parameters))},
      {"memory_usage_mb", facts.get("memory_usage_mb", memory_in_mb(model.n_parameters))},
      {"max_tokens", with_infinity_as_null(facts.get("max_tokens", nullable(model.max_tokens)))},
      {"embed_dim", embed_dim},
      {"license", facts.get("license")},
      {"open_weights", facts.get("open_weights", true)},
      // mteb wants the link itself here; the registry only knows that there is one.
      {"public_training_code", nullptr},
      {"public_training_data", facts.get("public_training_data")},
      {"framework",
       facts.get("framework", searches_words ? Json::array() : Json::array({"safetensors"}))},
      {"reference", nullptr},
      {"similarity_fn_name",
       facts.get("similarity_fn",
                 searches_words ? Json(nullptr) : similarity_name(model.similarity))},
      {"use_instructions", facts.get("use_instructions", false)},
      {"training_datasets", facts.get("training_datasets")},
      {"adapted_from", facts.get("adapted_from")},
      {"superseded_by", facts.get("superseded_by")},
      {"modalities", Json::array({"text"})},
      {"model_type", facts.get("type", Json::array({searches_words ? "sparse" : "dense"}))},
      {"citation", nullptr},
      {"contacts", nullptr},
      {"experiment_kwargs", experiment},
      {"output_dtypes", nullptr},
      {"extra_requirements_groups", nullptr},
      {"loader", facts.get("adapter")},
      {"is_cross_encoder", false}};
}

}  // namespace assay
