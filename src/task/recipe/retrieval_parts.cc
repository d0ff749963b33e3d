#include "task/recipe/retrieval_parts.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "assay/error.h"

namespace assay {

void RetrievalParts::set_document(const std::string& id, std::string title, std::string text) {
  const auto [place, is_new] = document_index_.try_emplace(id, documents_.size());
  if (is_new) documents_.emplace_back();
  documents_[place->second] = {id, std::move(title), std::move(text)};
}

void RetrievalParts::set_query(const std::string& id, Json text) {
  const auto [place, is_new] = query_index_.try_emplace(id, queries_.size());
  if (is_new) queries_.emplace_back();
  queries_[place->second] = {id, std::move(text)};
}

void RetrievalParts::set_judgement(const std::string& query, const std::string& document,
                                   std::int32_t relevance) {
  judgements_[query].emplace_back(document,
                                  relevance);  // the builder takes the last of equal pairs
}

void RetrievalParts::set_candidates(const std::string& query, std::vector<std::string> documents) {
  candidates_.emplace_back(query, std::move(documents));
}

RetrievalData RetrievalParts::finish(const std::string& where) const {
  RetrievalBuilder builder;
  for (const Document& document : documents_)
    builder.add_document(document.id, document.title, document.text, where);
  for (const auto& [id, text] : queries_) builder.add_query(id, text, where);
  // By query, in their order: hash order is not the same everywhere.
  for (const auto& [id, text] : queries_) {
    const auto found = judgements_.find(id);
    if (found == judgements_.end()) continue;
    for (const auto& [document, relevance] : found->second)
      builder.add_judgement(id, document, relevance);
  }
  for (const auto& [query, documents] : candidates_)
    builder.add_candidates(query, documents, where);
  return builder.finish(where);
}

std::string id_text(const Json& value, const std::string& where) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  throw Error(ErrorKind::kBadData,
              where + ": an id has to be a string or an integer, found " + value.type_name());
}

std::string text_or_empty(const Json& value, const std::string& where) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  throw Error(ErrorKind::kBadData, where + ": expected a string, found " + value.type_name());
}

std::int32_t relevance_of(const Json& value, const std::string& where) {
  double number = std::numeric_limits<double>::quiet_NaN();
  if (value.is_number()) {
    number = value.get<double>();
  } else if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
      number = std::numeric_limits<double>::quiet_NaN();
  }
  if (!(std::abs(number) <= 1e9) || number != std::trunc(number)) {
    throw Error(ErrorKind::kBadData,
                where + ": a relevance has to be an integer, found " + value.dump());
  }
  return static_cast<std::int32_t>(number);
}

}  // namespace assay
