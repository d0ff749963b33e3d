#include "compress/recorded_encoder.h"

#include <algorithm>
#include <utility>

#include "base/sha256.h"

namespace assay {

// What a text's vector depends on; a hash, because documents are long.
std::string RecordedEncoder::key_of(const std::string& text, const EncodeContext& context) {
  const std::string prefix = std::string(to_string(context.role)) + '\0' + context.task_name +
                             '\0' + context.task_type + '\0' + context.instruction + '\0';
  return sha256_hex(prefix + text);
}

Matrix RecordedEncoder::encode(std::span<const std::string> texts, const EncodeContext& context,
                               EncodeStats* stats) {
  std::vector<std::string> keys;
  std::vector<std::string> missing;
  keys.reserve(texts.size());
  for (const std::string& text : texts) {
    keys.push_back(key_of(text, context));
    const Row next{matrices_.size(), missing.size()};
    if (rows_.try_emplace(keys.back(), next).second) missing.push_back(text);
  }
  if (!missing.empty()) {
    EncodeStats now;
    try {
      matrices_.push_back(inner_.encode(missing, context, &now));
    } catch (...) {
      std::erase_if(rows_,
                    [&](const auto& entry) { return entry.second.matrix == matrices_.size(); });
      throw;
    }
    roles_.push_back(context.role);
    stats_ += now;
    if (stats != nullptr) *stats += now;
  }
  Matrix result(texts.size(), info().embed_dim);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Row place = rows_.at(keys[i]);
    std::ranges::copy(matrices_[place.matrix].row(place.row), result.row(i).begin());
  }
  return result;
}

Matrix RecordedEncoder::documents() const {
  const bool has_documents = std::ranges::find(roles_, Role::kDocument) != roles_.end();
  const auto counts = [&](std::size_t m) { return !has_documents || roles_[m] == Role::kDocument; };
  std::size_t total = 0;
  for (std::size_t m = 0; m < matrices_.size(); ++m) {
    if (counts(m)) total += matrices_[m].rows();
  }
  Matrix all(total, info().embed_dim);
  std::size_t next = 0;
  for (std::size_t m = 0; m < matrices_.size(); ++m) {
    if (!counts(m)) continue;
    for (std::size_t i = 0; i < matrices_[m].rows(); ++i) {
      std::ranges::copy(matrices_[m].row(i), all.row(next++).begin());
    }
  }
  return all;
}

}  // namespace assay
