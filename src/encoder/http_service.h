#pragma once

#include <functional>
#include <memory>
#include <string>

#include "assay/encoder.h"
#include "encoder/embedding_service.h"
#include "encoder/json_api.h"

namespace assay {

// The models behind web services other than AWS. `name` is the whole name; settings stand behind a
// "?" (docs/remote-models.md). The keys come from the environment alone. Where the name does not tell
// which model answers (any address but the makers' own), ServiceProbe gives the revision; ?revision=NAME
// states it instead. All throw Error: kUsage for a wrong name, setting, key or address, kUnavailable
// when the service cannot be had.

// "openai:<model>" at https://api.openai.com/v1, or whatever speaks the same at the base address.
// Settings: dimensions=N, encoding=base64|float, batch=N (texts in a call), batch_tokens=N.
// OPENAI_API_KEY, OPENAI_BASE_URL.
[[nodiscard]] std::unique_ptr<Model> open_openai_model(const std::string& name,
                                                       const ModelOptions& options);
// "cohere:<model>" at https://api.cohere.com/v2. Settings: dimensions=N, truncate=END|START|NONE.
// CO_API_KEY, CO_API_URL.
[[nodiscard]] std::unique_ptr<Model> open_cohere_model(const std::string& name,
                                                       const ModelOptions& options);
// "tei:<http address>", or "tei:" with a base address: a server of Hugging Face's
// text-embeddings-inference, by its own API. Settings: normalize=true|false. TEI_API_KEY, TEI_BASE_URL.
[[nodiscard]] std::unique_ptr<Model> open_tei_model(const std::string& name,
                                                    const ModelOptions& options);

// True for names of the three kinds above.
[[nodiscard]] bool is_web_model(const std::string& name);

// What is known of such a model before it is asked for anything.
struct WebServicePlan {
  ModelInfo info;  // embed_dim 0 and no revision where only a call would tell
  BatchLimits limits;
  std::function<Json(const EncodeContext&)> conditions;
  std::string price_name;
};
// REQUIRES: is_web_model(name). Throws Error{kUsage} for a wrong name or setting.
[[nodiscard]] WebServicePlan plan_web_model(const std::string& name, const ModelOptions& options);
[[nodiscard]] WebServicePlan plan_openai_model(const std::string& name,
                                               const ModelOptions& options);
[[nodiscard]] WebServicePlan plan_cohere_model(const std::string& name,
                                               const ModelOptions& options);
[[nodiscard]] WebServicePlan plan_tei_model(const std::string& name, const ModelOptions& options);

// Settings of the connection that all three share. `base_url`: the option, else `variable`, else
// `otherwise`.
[[nodiscard]] JsonApiOptions make_api_options(const std::string& label, const ModelOptions& options,
                                              const char* key_variable, const char* url_variable,
                                              const std::string& otherwise);

}  // namespace assay
