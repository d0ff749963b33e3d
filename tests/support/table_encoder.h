#pragma once

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "assay/encoder.h"

namespace assay::test {

// An encoder that knows the vector of each text by heart and remembers what it was asked.
class TableEncoder final : public Encoder {
 public:
  TableEncoder(std::map<std::string, std::vector<float>> vectors, Similarity similarity)
      : vectors_(std::move(vectors)) {
    info_.name = "test/table";
    info_.revision = "1";
    info_.embed_dim = vectors_.begin()->second.size();
    info_.similarity = similarity;
  }
  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override {
    Matrix result(texts.size(), info_.embed_dim);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto found = vectors_.find(texts[i]);
      if (found == vectors_.end()) throw std::logic_error("no vector for '" + texts[i] + "'");
      std::ranges::copy(found->second, result.row(i).begin());
      asked.emplace_back(context.role, texts[i]);
    }
    if (stats != nullptr) stats->texts += texts.size();
    return result;
  }

  std::vector<std::pair<Role, std::string>> asked;

 private:
  std::map<std::string, std::vector<float>> vectors_;
  ModelInfo info_;
};

}  // namespace assay::test
