#include "measure/describe_model.h"

#include <algorithm>

#include "base/provenance.h"

namespace assay {
namespace {

std::uint64_t active_parameters(const ModelInfo& info) {
  return *info.n_parameters - std::min(*info.n_parameters, info.n_embedding_parameters.value_or(0));
}

ModelSize size_of(const ModelInfo& info) {
  ModelSize size{.n_parameters = info.n_parameters,
                 .n_embedding_parameters = info.n_embedding_parameters,
                 .weights_bytes = info.weights_bytes,
                 .embed_dim = info.embed_dim,
                 .bytes_per_vector = info.embed_dim * sizeof(float),
                 .max_tokens = info.max_tokens};
  if (info.n_parameters) size.n_active_parameters = active_parameters(info);
  if (info.operations) {
    constexpr auto kTokens = static_cast<double>(kFlopsTextTokens);
    size.flops_per_token = info.operations->of_text(kTokens) / kTokens;
  } else if (info.n_parameters == 0) {
    size.flops_per_token = 0;
  }
  return size;
}

}  // namespace

void describe_model(Measurement& measurement, const ModelInfo& info) {
  measurement.model = info.name;
  measurement.revision = info.revision;
  measurement.precision = info.settings.value("precision", "");
  measurement.size = size_of(info);
  measurement.program = describe_program();
  measurement.date = unix_time_now();
}

}  // namespace assay
