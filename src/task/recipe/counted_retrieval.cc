#include "task/recipe/counted_retrieval.h"

#include <algorithm>
#include <limits>
#include <map>
#include <span>

#include "math/python_random.h"
#include "task/recipe/row_access.h"

namespace assay::recipe {
namespace {

// One counter numbers queries and documents; a text that is there already keeps its number. In mteb the numbers of texts are
// shared between the splits, so the splits before the wanted one are gone through too.
class SharedCounter {
 public:
  explicit SharedCounter(RetrievalParts& parts) : parts_(parts) {}
  void begin_split(bool wanted) {
    next_ = 0;
    wanted_ = wanted;
  }
  // Returns the id of the query.
  std::string add_query(const std::string& query) {
    const std::string key = std::to_string(next_++);
    if (wanted_) parts_.set_query(key, query);
    return key;
  }
  void add_relevant(const std::string& query, const std::string& title,
                    const std::string& document) {
    const auto [place, is_new] = numbers_.try_emplace(document, next_);
    if (is_new) {
      ++next_;
      if (wanted_) parts_.set_document(std::to_string(place->second), title, document);
    }
    if (wanted_) relevant_.emplace_back(query, std::to_string(place->second));
  }
  void finish() {
    for (const auto& [query, document] : relevant_) parts_.set_judgement(query, document, 1);
  }

 private:
  RetrievalParts& parts_;
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::pair<std::string, std::string>> relevant_;
  std::size_t next_ = 0;
  bool wanted_ = true;
};

template <typename Row>
void with_shared_counter(const DerivedSource& source, RetrievalParts& parts,
                         const std::vector<std::string>& splits, std::size_t most_rows,
                         const Row& row) {
  SharedCounter counter(parts);
  for (const std::string& split : splits) {
    RowTable table = source.data.rows("", split);
    shuffle_rows(table, most_rows);
    counter.begin_split(split == source.split);
    for (std::size_t i = 0; i < table.rows(); ++i) row(table, i, counter);
    if (split == source.split) break;
  }
  counter.finish();
}

void question_answering(const DerivedSource& source, RetrievalParts& parts,
                        const std::vector<std::string>& splits, bool answer_is_list) {
  constexpr std::size_t kRows = 1024;
  with_shared_counter(
      source, parts, splits, kRows,
      [&](const RowTable& table, std::size_t i, SharedCounter& counter) {
        const Json& answers = member(table, "answers", i, "text");
        const Json& answer =
            answer_is_list && answers.is_array() && !answers.empty() ? answers.front() : answers;
        const std::string query = counter.add_query(text(table, "question", i));
        counter.add_relevant(query, "", text(table, "context", i));
        counter.add_relevant(query, "", text_or_empty(answer, table.place(i, "answers")));
      });
}
}  // namespace

void nor_quad(const DerivedSource& source, RetrievalParts& parts) {
  question_answering(source, parts, source.data.split_names(""), true);
}
void tur_hist_quad(const DerivedSource& source, RetrievalParts& parts) {
  question_answering(source, parts, source.info.eval_splits, false);
}

void encyclopedia(const DerivedSource& source, RetrievalParts& parts) {
  with_shared_counter(source, parts, source.data.split_names(""),
                      std::numeric_limits<std::size_t>::max(),
                      [](const RowTable& table, std::size_t i, SharedCounter& counter) {
                        const std::string query = counter.add_query(text(table, "headline", i));
                        counter.add_relevant(query, "", text(table, "article", i));
                      });
}
void tv2_nord(const DerivedSource& source, RetrievalParts& parts) {
  constexpr std::size_t kRows = 2048;
  with_shared_counter(source, parts, source.data.split_names(""), kRows,
                      [](const RowTable& table, std::size_t i, SharedCounter& counter) {
                        const std::string query = counter.add_query(text(table, "summary", i));
                        counter.add_relevant(query, "", text(table, "text", i));
                      });
}

void vie_quad(const DerivedSource& source, RetrievalParts& parts) {
  constexpr std::size_t kRows = 2048;
  RowTable table = source.rows();
  shuffle_rows(table, table.rows());
  std::vector<std::size_t> answered;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const Json& answers = member(table, "answers", i, "text");
    if (answers.is_array() && !answers.empty()) answered.push_back(i);
  }
  PythonRandom random(42);
  random.shuffle(std::span(answered));
  answered.resize(std::min(kRows, answered.size()));
  SharedCounter counter(parts);
  for (const std::size_t i : answered) {
    const std::string& title = text(table, "title", i);
    const std::string query = counter.add_query(text(table, "question", i));
    counter.add_relevant(query, title, text(table, "context", i));
    counter.add_relevant(
        query, title,
        text_or_empty(member(table, "answers", i, "text").front(), table.place(i, "answers")));
  }
  counter.finish();
}

}  // namespace assay::recipe
