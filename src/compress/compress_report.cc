#include "assay/compress.h"

namespace assay {
namespace {

template <typename T>
Json nullable(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json describe(const std::vector<CompressedScore>& scores) {
  Json list = Json::array();
  for (const CompressedScore& score : scores) {
    list.push_back({{"task", score.task},
                    {"metric", score.metric},
                    {"score", nullable(score.score)},
                    {"rescored", nullable(score.rescored)}});
  }
  return list;
}

Json describe(const CompressedModel& variant) {
  return {{"dimension", variant.compression.dimension},
          {"format", to_string(variant.compression.format)},
          {"bytes_per_vector", variant.bytes_per_vector},
          {"gigabytes_per_million", variant.gigabytes_per_million},
          {"usd_per_million_month", nullable(variant.usd_per_million_month)},
          {"scores", describe(variant.scores)},
          {"search_ms",
           {{"median", variant.search_ms.median},
            {"least", variant.search_ms.least},
            {"most", variant.search_ms.most},
            {"repeats", variant.search_ms.repeats}}}};
}

}  // namespace

Json to_json(const CompressReport& report) {
  Json variants = Json::array();
  for (const CompressedModel& variant : report.variants) variants.push_back(describe(variant));
  return {{"model", report.model},
          {"revision", report.revision},
          {"precision", report.precision},
          {"search_vectors", report.search_vectors},
          {"rescore", report.rescore},
          {"usd_per_gb_month",
           report.usd_per_gb_month > 0 ? Json(report.usd_per_gb_month) : Json(nullptr)},
          {"baseline", describe(report.baseline)},
          {"variants", std::move(variants)},
          {"texts_encoded", report.encode.unique_texts},
          {"tokens", report.encode.tokens},
          {"encode_seconds", report.encode.seconds},
          {"machine", report.machine}};
}

}  // namespace assay
