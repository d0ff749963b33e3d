#pragma once

#include <map>
#include <string>
#include <vector>

#include "assay/dataset/retrieval_builder.h"
#include "base/line_reader.h"

namespace assay {

// Reads the tables of a retrieval data set in BEIR's layout (docs/data-retrieval.md), wherever their
// lines come from. Order: corpus, queries, then the others in any order, then finish(). Each call
// reads one file to its end; `name` is its path in the data set ("qrels/test.tsv"), under which its
// hash stands in the facts. Throws Error{kBadData} with file and line for content that is not what
// it has to be.
class BeirTables {
 public:
  void read_corpus(LineReader& reader, const std::string& name);
  void read_queries(LineReader& reader, const std::string& name);
  void read_qrels(LineReader& reader, const std::string& name);
  void read_top_ranked(LineReader& reader, const std::string& name);
  void read_instructions(LineReader& reader, const std::string& name);
  void read_changed_documents(LineReader& reader, const std::string& name);
  // `where` names the data set in messages.
  [[nodiscard]] RetrievalData finish(const std::string& where);

 private:
  RetrievalBuilder builder_;
  std::vector<RetrievalData::ChangedDocuments> changed_documents_;
  std::map<std::string, std::string> hashes_;
};

}  // namespace assay
