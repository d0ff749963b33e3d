#include "assay/encoder.h"

namespace assay {

std::string_view to_string(Similarity similarity) {
  switch (similarity) {
    case Similarity::kCosine:
      return "cosine";
    case Similarity::kDot:
      return "dot";
    case Similarity::kEuclidean:
      return "euclidean";
    case Similarity::kManhattan:
      return "manhattan";
  }
  return "";
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::kNone:
      return "none";
    case Role::kQuery:
      return "query";
    case Role::kDocument:
      return "document";
  }
  return "";
}

EncodeStats& EncodeStats::operator+=(const EncodeStats& other) {
  texts += other.texts;
  unique_texts += other.unique_texts;
  tokens += other.tokens;
  truncated_texts += other.truncated_texts;
  seconds += other.seconds;
  stored_texts += other.stored_texts;
  service += other.service;
  tokenize_seconds += other.tokenize_seconds;
  infer_seconds += other.infer_seconds;
  return *this;
}

ServiceUse& ServiceUse::operator+=(const ServiceUse& other) {
  calls += other.calls;
  retries += other.retries;
  throttles += other.throttles;
  failed_texts += other.failed_texts;
  billed_tokens += other.billed_tokens;
  dollars += other.dollars;
  service_seconds += other.service_seconds;
  return *this;
}

Json describe_service_use(const ServiceUse& use) {
  return {{"calls", use.calls},
          {"retries", use.retries},
          {"throttles", use.throttles},
          {"failed_texts", use.failed_texts},
          {"billed_tokens", use.billed_tokens},
          {"dollars", use.dollars},
          {"service_seconds", use.service_seconds}};
}

Json Encoder::conditions(const EncodeContext& context) const {
  return {{"task_name", context.task_name},
          {"task_type", context.task_type},
          {"role", to_string(context.role)},
          {"instruction", context.instruction}};
}

}  // namespace assay
