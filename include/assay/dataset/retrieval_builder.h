#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assay/dataset.h"

namespace assay {

// Puts the parts of a retrieval data set together, wherever they come from, and checks that they
// fit. Order: all documents, all queries, then judgements, candidates and instructions in any
// order, then finish(). `where` ("corpus.jsonl:17") heads the message of Error{kBadData}.
class RetrievalBuilder {
 public:
  // Joins title and text (docs/data-retrieval.md). Throws when the id is there already.
  void add_document(std::string_view id, std::string_view title, std::string_view text,
                    const std::string& where);
  // `text`: a string, or a conversation: an array of strings or of {"role", "content"} objects.
  void add_query(std::string_view id, const Json& text, const std::string& where);
  // A pair that is there already: the later relevance counts.
  void add_judgement(std::string_view query_id, std::string_view document_id,
                     std::int32_t relevance);
  // Of a query that is there already the later list counts; documents that stand twice in it are
  // taken once. Throws when a document is not in the corpus. Queries that are not there are passed
  // over.
  void add_candidates(std::string_view query_id, const std::vector<std::string>& document_ids,
                      const std::string& where);
  // nullopt: the query is listed, with nothing to add to its text. Once this was called every kept
  // query has to be listed.
  void add_instruction(std::string_view query_id, std::optional<std::string> instruction);

  // Drops the queries without judgements and gives the whole. Throws Error{kBadData} headed by
  // `where` (the data set) when there is no document, no query with a judgement, or no judgement of
  // 1 or more.
  [[nodiscard]] RetrievalData finish(const std::string& where);

 private:
  struct Query {
    std::string text;
    bool is_conversation = false;
    std::vector<Judgement> judgements;
    std::optional<std::vector<std::uint32_t>> candidates;
    std::optional<std::string> instruction;
    bool has_instruction_row = false;
  };
  [[nodiscard]] std::uint32_t judged_document(std::string_view id);
  [[nodiscard]] Query* find_query(std::string_view id);

  TextTable document_ids_;
  TextTable documents_;
  TextTable query_ids_;
  std::vector<Query> queries_;
  std::unordered_map<std::string_view, std::uint32_t> document_index_;
  std::unordered_map<std::string_view, std::uint32_t> query_index_;
  // Documents that are judged but not in the corpus; their numbers follow those of the corpus.
  std::unordered_map<std::string, std::uint32_t> unknown_documents_;
  std::uint64_t empty_documents_ = 0;
  std::uint64_t rows_of_unknown_queries_ = 0;
  std::uint64_t rows_of_unknown_documents_ = 0;
  bool has_candidates_ = false;
  bool has_instructions_ = false;
};

}  // namespace assay
