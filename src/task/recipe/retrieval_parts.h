#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assay/dataset/retrieval_builder.h"

namespace assay {

// Documents, queries and judgements as mteb's older loaders collect them, in Python dictionaries: of an id that comes again
// the later content counts, at the place of the first.
class RetrievalParts {
 public:
  void set_document(const std::string& id, std::string title, std::string text);
  void set_query(const std::string& id, Json text);
  // Of a pair that comes again the later relevance counts.
  void set_judgement(const std::string& query, const std::string& document, std::int32_t relevance);
  // Forgets the judgements of the query.
  void clear_judgements(const std::string& query) { judgements_.erase(query); }
  void set_candidates(const std::string& query, std::vector<std::string> documents);

  [[nodiscard]] RetrievalData finish(const std::string& where) const;

 private:
  struct Document {
    std::string id;
    std::string title;
    std::string text;
  };
  std::vector<Document> documents_;
  std::unordered_map<std::string, std::size_t> document_index_;
  std::vector<std::pair<std::string, Json>> queries_;
  std::unordered_map<std::string, std::size_t> query_index_;
  std::unordered_map<std::string, std::vector<std::pair<std::string, std::int32_t>>> judgements_;
  std::vector<std::pair<std::string, std::vector<std::string>>> candidates_;
};

// The value of an id column as text: a string as it is, an integer in digits. `where` heads the message of Error{kBadData}
// for anything else.
[[nodiscard]] std::string id_text(const Json& value, const std::string& where);
// A string, "" for null.
[[nodiscard]] std::string text_or_empty(const Json& value, const std::string& where);
// A relevance: an integer, a float without a fraction, or either written as a string.
[[nodiscard]] std::int32_t relevance_of(const Json& value, const std::string& where);

}  // namespace assay
