#include "encoder/http_service.h"

#include <cstdlib>

namespace assay {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

constexpr std::string_view kOpenAi = "openai:";
constexpr std::string_view kCohere = "cohere:";
constexpr std::string_view kTei = "tei:";

}  // namespace

bool is_web_model(const std::string& name) {
  return name.starts_with(kOpenAi) || name.starts_with(kCohere) || name.starts_with(kTei);
}

WebServicePlan plan_web_model(const std::string& name, const ModelOptions& options) {
  if (name.starts_with(kOpenAi)) return plan_openai_model(name, options);
  if (name.starts_with(kCohere)) return plan_cohere_model(name, options);
  return plan_tei_model(name, options);
}

JsonApiOptions make_api_options(const std::string& label, const ModelOptions& options,
                                const char* key_variable, const char* url_variable,
                                const std::string& otherwise) {
  JsonApiOptions api;
  api.label = label;
  api.key = variable(key_variable);
  api.key_variable = key_variable;
  api.base_url = options.remote.base_url;
  if (api.base_url.empty()) api.base_url = variable(url_variable);
  if (api.base_url.empty()) api.base_url = otherwise;
  while (api.base_url.ends_with('/')) api.base_url.pop_back();
  api.concurrency = options.remote.concurrency;
  api.max_attempts = options.remote.max_attempts;
  if (options.progress != nullptr) {
    api.note = [progress = options.progress](const std::string& line) { progress->note(line); };
  }
  return api;
}

}  // namespace assay
