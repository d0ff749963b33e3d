#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "assay/encoder.h"
#include "measure/sample_texts.h"

namespace assay {

// A model as the thing that is timed: it takes documents and queries, whatever kind it is. A model
// without vectors ranks documents; its queries are answered from an index of kIndexDocuments sample
// documents.
class Subject {
 public:
  static constexpr std::size_t kIndexDocuments = 2000;
  static constexpr std::size_t kSearchDepth = 10;

  Subject(Model& model, std::stop_token stop);

  // Encoded, or indexed anew. The stats' tokens are words where the model counts none.
  [[nodiscard]] EncodeStats take_documents(std::span<const std::string> texts) const;
  // Encoded, or searched for.
  [[nodiscard]] EncodeStats take_queries(std::span<const std::string> texts) const;
  // The first query of all, which finds buffers cold, in seconds. Call it before anything else.
  [[nodiscard]] double take_first_query() const;
  // Several threads may call take_queries at a time.
  [[nodiscard]] bool takes_clients() const noexcept { return encoder_ != nullptr; }
  [[nodiscard]] bool has_vectors() const noexcept { return encoder_ != nullptr; }
  // Sample texts whose lengths are in the model's own tokens, prompt for queries included.
  [[nodiscard]] SampleTexts make_sample_texts() const;

 private:
  EncodeStats encode(std::span<const std::string> texts, Role role) const;
  EncodeContext context(Role role) const;

  Encoder* encoder_;
  Searcher* searcher_;
  std::stop_token stop_;
};

}  // namespace assay
