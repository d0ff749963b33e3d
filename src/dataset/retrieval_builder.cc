#include "assay/dataset/retrieval_builder.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "assay/error.h"
#include "base/utf8.h"

namespace assay {
namespace {

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kBadData, where + ": " + what);
}

// mteb: strip(title + " " + text) with a title, else strip(text).
std::string document_text(std::string_view title, std::string_view text) {
  if (title.empty()) return std::string(python_strip(text));
  std::string joined(title);
  joined += ' ';
  joined += text;
  return std::string(python_strip(joined));
}

std::string turn_text(const Json& turn, const std::string& where) {
  if (turn.is_string()) return turn.get<std::string>();
  if (turn.is_object() && turn.contains("role") && turn.contains("content") &&
      turn["role"].is_string() && turn["content"].is_string()) {
    return turn["role"].get<std::string>() + ": " + turn["content"].get<std::string>();
  }
  fail(where, "a turn of a conversation has to be a string or an object with role and content");
}

std::string conversation_text(const Json& turns, const std::string& where) {
  std::string joined;
  for (const Json& turn : turns) {
    if (turn.type() != turns.front().type())
      fail(where, "the turns of a conversation differ in type");
    if (&turn != &turns.front()) joined += "; ";
    joined += turn_text(turn, where);
  }
  return joined;
}

// Sorts by document; of the rows of one document the last stays.
void keep_last_of_each_document(std::vector<Judgement>& judgements) {
  std::ranges::stable_sort(judgements, {}, &Judgement::document);
  std::ranges::reverse(judgements);
  const auto repeated = std::ranges::unique(judgements, {}, &Judgement::document);
  judgements.erase(repeated.begin(), repeated.end());
  std::ranges::reverse(judgements);
}

}  // namespace

void RetrievalBuilder::add_document(std::string_view id, std::string_view title,
                                    std::string_view text, const std::string& where) {
  if (document_ids_.size() == std::numeric_limits<std::uint32_t>::max() / 2) {
    fail(where, "more documents than this version can number");
  }
  document_ids_.add(id);
  const auto index = static_cast<std::uint32_t>(documents_.size());
  if (!document_index_.emplace(document_ids_[index], index).second) {
    fail(where, "the document id '" + std::string(id) + "' is there already");
  }
  const std::string joined = document_text(title, text);
  if (joined.empty()) ++empty_documents_;
  documents_.add(joined);
}

void RetrievalBuilder::add_query(std::string_view id, const Json& text, const std::string& where) {
  Query query;
  if (text.is_string()) {
    query.text = text.get_ref<const std::string&>();
  } else if (text.is_array() && !text.empty()) {
    query.text = conversation_text(text, where);
    query.is_conversation = true;
  } else {
    fail(where,
         "the text of a query has to be a string or a conversation (a list), found " +
             std::string(text.empty() && text.is_array() ? "an empty list" : text.type_name()));
  }
  query_ids_.add(id);
  const auto index = static_cast<std::uint32_t>(queries_.size());
  if (!query_index_.emplace(query_ids_[index], index).second) {
    fail(where, "the query id '" + std::string(id) + "' is there already");
  }
  queries_.push_back(std::move(query));
}

RetrievalBuilder::Query* RetrievalBuilder::find_query(std::string_view id) {
  const auto found = query_index_.find(id);
  return found == query_index_.end() ? nullptr : &queries_[found->second];
}

std::uint32_t RetrievalBuilder::judged_document(std::string_view id) {
  if (const auto found = document_index_.find(id); found != document_index_.end()) {
    return found->second;
  }
  ++rows_of_unknown_documents_;
  const auto next = static_cast<std::uint32_t>(documents_.size() + unknown_documents_.size());
  return unknown_documents_.emplace(std::string(id), next).first->second;
}

void RetrievalBuilder::add_judgement(std::string_view query_id, std::string_view document_id,
                                     std::int32_t relevance) {
  Query* query = find_query(query_id);
  if (query == nullptr) {
    ++rows_of_unknown_queries_;
    return;
  }
  query->judgements.push_back({judged_document(document_id), relevance});
}

void RetrievalBuilder::add_candidates(std::string_view query_id,
                                      const std::vector<std::string>& document_ids,
                                      const std::string& where) {
  has_candidates_ = true;
  Query* query = find_query(query_id);
  if (query == nullptr) return;
  std::vector<std::uint32_t> candidates;
  candidates.reserve(document_ids.size());
  for (const std::string& id : document_ids) {
    const auto found = document_index_.find(id);
    if (found == document_index_.end()) {
      fail(where, "the candidate '" + id + "' is not in the corpus");
    }
    candidates.push_back(found->second);
  }
  std::unordered_set<std::uint32_t> taken;
  std::erase_if(candidates, [&](std::uint32_t document) { return !taken.insert(document).second; });
  query->candidates = std::move(candidates);
}

void RetrievalBuilder::add_instruction(std::string_view query_id,
                                       std::optional<std::string> instruction) {
  has_instructions_ = true;
  Query* query = find_query(query_id);
  if (query == nullptr) return;
  query->has_instruction_row = true;
  query->instruction = std::move(instruction);
}

RetrievalData RetrievalBuilder::finish(const std::string& where) {
  if (documents_.empty()) fail(where, "the corpus is empty");
  RetrievalData data;
  data.document_ids = std::move(document_ids_);
  data.documents = std::move(documents_);
  if (has_candidates_) data.candidates.emplace();
  std::uint64_t judgements = 0;
  std::uint64_t relevant = 0;
  std::uint64_t without_relevant = 0;
  std::uint64_t empty_queries = 0;
  for (std::size_t i = 0; i < queries_.size(); ++i) {
    Query& query = queries_[i];
    if (query.judgements.empty()) continue;
    keep_last_of_each_document(query.judgements);
    const auto found = std::ranges::count_if(query.judgements,
                                             [](const Judgement& j) { return j.relevance >= 1; });
    judgements += query.judgements.size();
    relevant += static_cast<std::uint64_t>(found);
    if (found == 0) ++without_relevant;
    if (has_instructions_ && !query.has_instruction_row) {
      fail(where, "the query '" + std::string(query_ids_[i]) + "' has no instruction");
    }
    if (query.instruction) {
      query.text = query.is_conversation ? *query.instruction + " " + query.text
                                         : query.text + " " + *query.instruction;
    }
    if (query.text.empty()) ++empty_queries;
    if (has_candidates_) {
      if (!query.candidates) {
        data.queries_without_candidates.push_back(static_cast<std::uint32_t>(data.queries.size()));
      }
      data.candidates->push_back(
          std::move(query.candidates).value_or(std::vector<std::uint32_t>{}));
    }
    data.query_ids.add(query_ids_[i]);
    data.queries.add(query.text);
    data.judgements.push_back(std::move(query.judgements));
  }
  if (data.queries.empty()) fail(where, "no query has a judgement: there is nothing to evaluate");
  if (relevant == 0) {
    fail(where, "no judgement has a relevance of 1 or more: there is nothing to find");
  }
  data.facts["documents"] = data.documents.size();
  data.facts["queries"] = data.queries.size();
  data.facts["judgements"] = judgements;
  data.facts["relevant_judgements"] = relevant;
  // What a reader should know before trusting the scores; 0 is left out.
  const auto note = [&](const char* name, std::uint64_t count) {
    if (count > 0) data.facts[name] = count;
  };
  note("queries_without_judgements_dropped", queries_.size() - data.queries.size());
  note("queries_without_relevant_document", without_relevant);
  note("queries_without_candidates", data.queries_without_candidates.size());
  note("empty_documents", empty_documents_);
  note("empty_queries", empty_queries);
  note("judgements_of_unknown_queries", rows_of_unknown_queries_);
  note("judgements_of_unknown_documents", rows_of_unknown_documents_);
  return data;
}

}  // namespace assay
