#include "task/recipe/derived_retrieval.h"

#include <algorithm>
#include <array>
#include <map>

#include "assay/error.h"
#include "base/sha256.h"
#include "task/recipe/counted_retrieval.h"
#include "task/recipe/row_access.h"

namespace assay::recipe {
namespace {

// Numbers for distinct texts, in the order in which they come.
class Numbers {
 public:
  std::size_t of(const std::string& key) {
    return numbers_.try_emplace(key, numbers_.size()).first->second;
  }

 private:
  std::map<std::string, std::size_t> numbers_;
};

// BelebeleRetrieval: questions in one language, passages in another, joined by the passage's link.
void belebele(const DerivedSource& source, RetrievalParts& parts) {
  const auto found = std::ranges::find(source.info.subsets, source.subset, &SubsetInfo::name);
  if (found == source.info.subsets.end() || found->languages.size() != 2) {
    throw Error(ErrorKind::kUsage, source.info.name + ": no subset '" + source.subset + "'");
  }
  const auto config_of = [](std::string language) {
    std::ranges::replace(language, '-', '_');
    return language;
  };
  const RowTable passages = source.data.rows(config_of(found->languages[0]), source.split);
  const RowTable questions = source.data.rows(config_of(found->languages[1]), source.split);
  std::map<std::string, std::string> context_of_link;
  for (std::size_t i = 0; i < passages.rows(); ++i) {
    const auto [place, is_new] = context_of_link.try_emplace(
        text(passages, "link", i), "C" + std::to_string(context_of_link.size()));
    if (is_new) parts.set_document(place->second, "", text(passages, "flores_passage", i));
  }
  Numbers numbers;
  for (std::size_t i = 0; i < questions.rows(); ++i) {
    const std::string& question = text(questions, "question", i);
    const std::string query = "Q" + std::to_string(numbers.of(question));
    parts.set_query(query, question);
    const auto context = context_of_link.find(text(questions, "link", i));
    if (context == context_of_link.end()) {
      throw Error(ErrorKind::kBadData, questions.place(i, "link") + ": no passage has this link");
    }
    parts.set_judgement(query, context->second, 1);
  }
}

// DAPFAM<All|In|Out>TitlAbs[Clm]To<TitlAbs|TitlAbsClm|FullText>Retrieval: the name says the fields and the domain.
void dapfam(const DerivedSource& source, RetrievalParts& parts) {
  const std::string& name = source.info.name;
  const std::size_t to = name.find("To", std::string_view("DAPFAMInTitl").size());
  const std::string query_part = name.substr(0, to);
  const std::string document_part = name.substr(to);
  std::vector<const char*> query_fields{"title_en", "abstract_en"};
  std::vector<const char*> document_fields{"abstract_en"};
  if (query_part.ends_with("Clm")) query_fields.push_back("claims_text");
  if (document_part != "ToTitlAbsRetrieval") document_fields.push_back("claims_text");
  if (document_part == "ToFullTextRetrieval") document_fields.push_back("description_en");
  const auto joined = [](const RowTable& table, std::size_t row,
                         const std::vector<const char*>& fields) {
    std::string all;
    for (const char* field : fields) {
      if (!table.has_column(field)) continue;
      const std::string part = text_or_empty(table.column(field)[row], table.place(row, field));
      if (!part.empty()) all += (all.empty() ? "" : "\n") + part;
    }
    return all;
  };
  source.data.for_each_piece("corpus", source.split, [&](RowTable& table) {
    for (std::size_t i = 0; i < table.rows(); ++i) {
      parts.set_document(id(table, "relevant_id", i),
                         text_or_empty(table.column("title_en")[i], table.place(i, "title_en")),
                         joined(table, i, document_fields));
    }
  });
  const RowTable queries = source.data.rows("queries", source.split);
  for (std::size_t i = 0; i < queries.rows(); ++i)
    parts.set_query(id(queries, "query_id", i), joined(queries, i, query_fields));
  const RowTable relations = source.data.rows("relations", source.split);
  const std::vector<double> scores = relations.numbers("relevance_score");
  const std::string domain = name.starts_with("DAPFAMIn")    ? "IN"
                             : name.starts_with("DAPFAMOut") ? "OUT"
                                                             : "";
  for (std::size_t i = 0; i < relations.rows(); ++i) {
    if (scores[i] > 0 && (domain.empty() || relations.column("domain_rel")[i] == domain)) {
      parts.set_judgement(id(relations, "query_id", i), id(relations, "relevant_id", i), 1);
    }
  }
}

std::pair<std::string, std::string> at_first_line_end(const std::string& whole) {
  const std::size_t end = whole.find('\n');
  if (end == std::string::npos) return {whole, ""};
  return {whole.substr(0, end), whole.substr(end + 1)};
}

// CodeRAG: the first line of a text is the query, the rest the document.
void code_rag(const DerivedSource& source, RetrievalParts& parts, const char* column,
              bool skip_empty) {
  RowTable table = source.rows();
  shuffle_rows(table, table.rows());
  std::size_t number = 0;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    auto [query, document] = at_first_line_end(text(table, column, i));
    if (skip_empty && document.empty()) continue;
    const std::string key = std::to_string(number++);
    parts.set_query(key, std::move(query));
    parts.set_document("doc_" + key, "", std::move(document));
    parts.set_judgement(key, "doc_" + key, 1);
  }
}
void code_rag_library(const DerivedSource& source, RetrievalParts& parts) {
  code_rag(source, parts, "doc_content", true);
}
void code_rag_posts(const DerivedSource& source, RetrievalParts& parts) {
  code_rag(source, parts, "text", false);
}

void code_rag_solutions(const DerivedSource& source, RetrievalParts& parts) {
  RowTable table = source.rows();
  shuffle_rows(table, table.rows());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    auto [query, document] = at_first_line_end(text(table, "text", i));
    const std::string key = id_text(member(table, "meta", i, "task_id"), table.place(i, "meta"));
    parts.set_query(key, std::move(query));
    parts.set_document("doc_" + key, "", std::move(document));
    parts.set_judgement(key, "doc_" + key, 1);
  }
}

void code_rag_tutorials(const DerivedSource& source, RetrievalParts& parts) {
  RowTable table = source.rows();
  shuffle_rows(table, table.rows());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string key = std::to_string(i);
    parts.set_query(key, text(table, "title", i));
    parts.set_document("doc_" + key, "", text(table, "text", i));
    parts.set_judgement(key, "doc_" + key, 1);
  }
}

// XQuADRetrieval and GreekCivicsQA: ids are the row's own for a question (of equal questions the last row's) and the
// SHA-256 for a text.
void questions_with_hashed_documents(const RowTable& table, const char* document_column,
                                     RetrievalParts& parts) {
  std::map<std::string, std::string> id_of_question;
  for (std::size_t i = 0; i < table.rows(); ++i)
    id_of_question[text(table, "question", i)] = id(table, "id", i);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string& question = text(table, "question", i);
    const std::string& document = text(table, document_column, i);
    const std::string document_id = sha256_hex(document);
    parts.set_query(id_of_question[question], question);
    parts.set_document(document_id, "", document);
    parts.set_judgement(id_of_question[question], document_id, 1);
  }
}
void xquad(const DerivedSource& source, RetrievalParts& parts) {
  questions_with_hashed_documents(source.data.rows("xquad." + source.subset, source.split),
                                  "context", parts);
}
void greek_civics(const DerivedSource& source, RetrievalParts& parts) {
  questions_with_hashed_documents(source.rows(), "answer", parts);
}

// PublicHealthQA and GeorgianFAQRetrieval: distinct questions Q<i> and answers D<i>; rows with a null half count for the
// numbers only.
void numbered_questions(const RowTable& table, RetrievalParts& parts) {
  Numbers questions;
  Numbers answers;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (!table.column("question")[i].is_null()) (void)questions.of(text(table, "question", i));
    if (!table.column("answer")[i].is_null()) (void)answers.of(text(table, "answer", i));
  }
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (table.column("question")[i].is_null() || table.column("answer")[i].is_null()) continue;
    const std::string query = "Q" + std::to_string(questions.of(text(table, "question", i)));
    const std::string document = "D" + std::to_string(answers.of(text(table, "answer", i)));
    parts.set_query(query, text(table, "question", i));
    parts.set_document(document, "", text(table, "answer", i));
    parts.set_judgement(query, document, 1);
  }
}
void public_health(const DerivedSource& source, RetrievalParts& parts) {
  numbered_questions(source.data.rows(source.subset, source.split), parts);
}
void georgian_faq(const DerivedSource& source, RetrievalParts& parts) {
  numbered_questions(source.rows(), parts);
}

void narrative_qa(const DerivedSource& source, RetrievalParts& parts) {
  const RowTable table = source.rows();
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string document =
        id_text(member(table, "document", i, "id"), table.place(i, "document"));
    parts.set_query(std::to_string(i), member(table, "question", i, "text"));
    parts.set_document(
        document, "",
        text_or_empty(member(table, "document", i, "text"), table.place(i, "document")));
    parts.set_judgement(std::to_string(i), document, 1);
  }
}

void slovak_sum(const DerivedSource& source, RetrievalParts& parts) {
  constexpr std::size_t kRows = 600;
  const RowTable table = source.rows();
  for (std::size_t i = 0; i < std::min(kRows, table.rows()); ++i) {
    const std::string number = std::to_string(i + 1);
    parts.set_query("q" + number, text(table, "sum", i));
    parts.set_document("d" + number,
                       text_or_empty(table.column("title")[i], table.place(i, "title")),
                       text(table, "text", i));
    parts.set_judgement("q" + number, "d" + number, 1);
  }
}

void hun_sum(const DerivedSource& source, RetrievalParts& parts) {
  const RowTable table = source.rows();
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string key = id(table, "uuid", i);
    parts.set_query("q" + key, text(table, "lead", i));
    parts.set_document("d" + key, text_or_empty(table.column("title")[i], table.place(i, "title")),
                       text(table, "article", i));
    parts.set_judgement("q" + key, "d" + key, 1);
  }
}

void fquad(const DerivedSource& source, RetrievalParts& parts) {
  const RowTable table =
      source.data.rows("", source.split == "validation" ? "valid_hasAns" : "test_hasAns");
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string title = id(table, "title", i);
    parts.set_query(std::to_string(i), text(table, "question", i));
    parts.set_document(title, title, text(table, "context", i));
    parts.set_judgement(std::to_string(i), title, 1);
  }
}

void dan_fever(const DerivedSource& source, RetrievalParts& parts) {
  Numbers numbers;
  for (const std::string& split : source.data.split_names("")) {
    const RowTable table = source.data.rows("", split);
    const auto names = table.class_names.find("label");
    for (std::size_t i = 0; i < table.rows(); ++i) {
      const std::string claim = "Q" + std::to_string(numbers.of(text(table, "claim", i)));
      const std::string evidence =
          "C" + std::to_string(numbers.of(text(table, "evidence_extract", i)));
      if (split != source.split) continue;
      const Json& label = table.column("label")[i];
      // A negative number becomes a large one.
      if (names == table.class_names.end() || !label.is_number_integer() ||
          label.get<std::size_t>() >= names->second.size()) {
        throw Error(ErrorKind::kBadData,
                    table.place(i, "label") + ": not the number of a class with a name");
      }
      parts.set_query(claim, text(table, "claim", i));
      parts.set_document(evidence, "", text(table, "evidence_extract", i));
      parts.set_judgement(claim, evidence,
                          names->second[label.get<std::size_t>()] == "Supported" ? 1 : 0);
    }
    if (split == source.split) break;
  }
}

std::string md5_hex(const std::string& bytes) {
  Hasher hasher(Hasher::Kind::kMd5);
  hasher.update(bytes);
  return hasher.finish();
}

void german_services(const DerivedSource& source, RetrievalParts& parts) {
  const RowTable table = source.rows();
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string title = text_or_empty(table.column("title")[i], table.place(i, "title"));
    const std::string document = "d_" + md5_hex(title + text(table, "context", i));
    const std::string query = "q_" + md5_hex(text(table, "question", i));
    parts.set_query(query, text(table, "question", i));
    parts.set_document(document, title, text(table, "context", i));
    parts.set_judgement(query, document, 1);
  }
}

// LitSearchRetrieval: the relevance of the n-th listed document is n.
void lit_search(const DerivedSource& source, RetrievalParts& parts) {
  source.data.for_each_piece("corpus_clean", "full", [&](RowTable& table) {
    for (std::size_t i = 0; i < table.rows(); ++i) {
      parts.set_document("d" + id(table, "corpusid", i),
                         text_or_empty(table.column("title")[i], table.place(i, "title")),
                         text_or_empty(table.column("abstract")[i], table.place(i, "abstract")));
    }
  });
  const RowTable queries = source.data.rows("query", "full");
  for (std::size_t i = 0; i < queries.rows(); ++i) {
    const std::string query = "q" + std::to_string(i + 1);
    parts.set_query(query, text(queries, "query", i));
    std::int32_t position = 0;
    for (const Json& document : queries.column("corpusids")[i]) {
      parts.set_judgement(query, "d" + id_text(document, queries.place(i, "corpusids")),
                          ++position);
    }
  }
}

void syntec(const DerivedSource& source, RetrievalParts& parts) {
  const RowTable documents = source.data.rows("documents", source.split);
  for (std::size_t i = 0; i < documents.rows(); ++i) {
    parts.set_document(id(documents, "id", i),
                       documents.has_column("title") ? text_or_empty(documents.column("title")[i],
                                                                     documents.place(i, "title"))
                                                     : "",
                       text(documents, "content", i));
  }
  const RowTable queries = source.data.rows("queries", source.split);
  for (std::size_t i = 0; i < queries.rows(); ++i) {
    parts.set_query(std::to_string(i), text(queries, "Question", i));
    parts.set_judgement(std::to_string(i), id(queries, "Article", i), 1);
  }
}

constexpr std::array<std::pair<std::string_view, Derive>, 22> kDerivations{{
    {"BelebeleRetrieval", belebele},
    {"CodeRAGLibraryDocumentationSolutions", code_rag_library},
    {"CodeRAGOnlineTutorials", code_rag_tutorials},
    {"CodeRAGProgrammingSolutions", code_rag_solutions},
    {"CodeRAGStackoverflowPosts", code_rag_posts},
    {"DanFeverRetrieval", dan_fever},
    {"FQuADRetrieval", fquad},
    {"GeorgianFAQRetrieval", georgian_faq},
    {"GermanGovServiceRetrieval", german_services},
    {"GreekCivicsQA", greek_civics},
    {"HunSum2AbstractiveRetrieval", hun_sum},
    {"LitSearchRetrieval", lit_search},
    {"NarrativeQARetrieval", narrative_qa},
    {"NorQuadRetrieval", nor_quad},
    {"PublicHealthQA", public_health},
    {"SNLRetrieval", encyclopedia},
    {"SlovakSumRetrieval", slovak_sum},
    {"SyntecRetrieval", syntec},
    {"TV2Nordretrieval", tv2_nord},
    {"TurHistQuadRetrieval", tur_hist_quad},
    {"VieQuADRetrieval", vie_quad},
    {"XQuADRetrieval", xquad},
}};

}  // namespace

RowTable DerivedSource::rows() const { return data.rows("", split); }

Derive find_derivation(std::string_view task) {
  if (task.starts_with("DAPFAM")) return dapfam;
  const auto found =
      std::ranges::find(kDerivations, task, &std::pair<std::string_view, Derive>::first);
  return found == kDerivations.end() ? nullptr : found->second;
}

}  // namespace assay::recipe
