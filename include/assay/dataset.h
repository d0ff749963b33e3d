#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/json.h"

namespace assay {

// Many texts in few pieces of memory. A view of a text stays valid as long as the table lives, also
// when texts are added or the table is moved.
class TextTable {
 public:
  void add(std::string_view text);
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  [[nodiscard]] bool empty() const { return texts_.empty(); }
  // REQUIRES: i < size().
  [[nodiscard]] std::string_view operator[](std::size_t i) const { return texts_[i]; }
  // Copies of the texts [begin, end). REQUIRES: begin <= end <= size().
  [[nodiscard]] std::vector<std::string> slice(std::size_t begin, std::size_t end) const;

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t room_ = 0;  // bytes free at the end of the last block
  char* next_ = nullptr;
  std::vector<std::string_view> texts_;
};

// Names of the classes of a column whose values are class numbers: the name of class i is at position i.
using ClassNames = std::map<std::string, std::vector<std::string>, std::less<>>;

// Rows of one split of a data set, column by column. A value is what JSON can hold: a string, a number, a boolean, null, a
// list or an object.
class RowTable {
 public:
  // `where` names the source in messages: a file, or a data set and its split.
  explicit RowTable(std::string where = "") : where_(std::move(where)) {}

  [[nodiscard]] std::size_t rows() const noexcept {
    return columns_.empty() ? 0 : columns_.front().values.size();
  }
  [[nodiscard]] std::vector<std::string> column_names() const;
  [[nodiscard]] bool has_column(std::string_view name) const noexcept;
  // Throws Error{kBadData} with the names there are when there is no such column.
  [[nodiscard]] const std::vector<Json>& column(std::string_view name) const;
  [[nodiscard]] std::vector<Json>& mutable_column(std::string_view name);
  // Adds the column behind the others, or replaces the one of this name. Throws Error{kBadData} when it is not as long as
  // the others.
  void set_column(const std::string& name, std::vector<Json> values);
  // Does nothing when there is no such column.
  void drop_column(std::string_view name);
  // Keeps the rows `order` names, in its order; a row may be named several times.
  void take_rows(std::span<const std::size_t> order);
  // Adds one row from a JSON object: a key that is new becomes a column whose earlier values are null; a column that the
  // object lacks gets null.
  void add_row(const Json& object);
  // Puts the rows of `more` behind the others; a column that one of the two lacks is null there. Facts stay.
  void append(RowTable&& more);

  // The values of a column as the type that a protocol needs. Throw Error{kBadData} naming source, row (from 1) and column
  // when a value is of another type.
  [[nodiscard]] std::vector<std::string> strings(std::string_view column) const;
  // Integers and floats; booleans as 0 and 1. Finite.
  [[nodiscard]] std::vector<double> numbers(std::string_view column) const;
  [[nodiscard]] std::vector<std::vector<std::string>> string_lists(std::string_view column) const;

  [[nodiscard]] const std::string& where() const noexcept { return where_; }
  // "test.jsonl: row 17, column 'text'": for messages about a value. Rows count from 0 here.
  [[nodiscard]] std::string place(std::size_t row, std::string_view column) const;

  // Counts, hashes and what had to be left out: goes into the result's facts as it is.
  Json facts = Json::object();
  // Of the columns that the data set says are class numbers.
  ClassNames class_names;

 private:
  struct Column {
    std::string name;
    std::vector<Json> values;
  };
  [[nodiscard]] const Column* find(std::string_view name) const noexcept;
  [[nodiscard]] Column* find(std::string_view name) noexcept;
  // The column of that name; one of `rows` nulls is added when there is none.
  [[nodiscard]] Column& find_or_add(const std::string& name, std::size_t rows);
  [[noreturn]] void refuse_column(std::string_view name) const;

  std::string where_;
  std::vector<Column> columns_;
};

// Reads a file of rows; its ending says how: .jsonl, .json, .csv, .tsv, with .gz or .zst behind it or not, or .parquet
// (docs/data-rows.md). The facts hold the number of rows and the SHA-256 of the unpacked content. Throws Error:
// kUnavailable when it cannot be read, kUsage for another ending, kBadData with file and line for broken content.
[[nodiscard]] RowTable read_rows(const std::filesystem::path& file);

// True when read_rows knows the ending.
[[nodiscard]] bool is_rows_file(const std::filesystem::path& file);

// The same rows in pieces, in order: of a Parquet or JSON lines file some thousand at a time, so that a large file need not
// be in memory at once; of another file all. At least one piece, so that its columns are known.
void for_each_piece_of_rows(const std::filesystem::path& file,
                            const std::function<void(RowTable& piece)>& take);

// The file <folder>/<split>.<ending> of a kind that read_rows knows; nullopt when there is none.
[[nodiscard]] std::optional<std::filesystem::path> find_rows_file(
    const std::filesystem::path& folder, const std::string& split);

// One row of the judgements: how relevant a document is for the query it stands with. 1 or more =
// relevant.
struct Judgement {
  // Place in RetrievalData::documents. documents.size() or more: judged, but not in the corpus (it
  // can never be found, but counts among the relevant documents).
  std::uint32_t document = 0;
  std::int32_t relevance = 0;
};

// Everything one (split, subset) of a retrieval task needs.
struct RetrievalData {
  TextTable document_ids;  // distinct
  TextTable documents;     // title and text joined, as the encoder gets them; may be empty texts
  TextTable query_ids;  // distinct; only queries that have a judgement, in the order of their file
  TextTable queries;    // conversation and instruction joined in
  // Per query, by ascending document, each document once.
  std::vector<std::vector<Judgement>> judgements;
  // Per query the documents to re-rank, in order; a query without candidates gets no results.
  // Absent = full search.
  std::optional<std::vector<std::vector<std::uint32_t>>> candidates;
  // Queries whose candidate list is not there at all, as opposed to empty; indices into `queries`,
  // ascending.
  std::vector<std::uint32_t> queries_without_candidates;
  // For p-MRR: documents whose relevance changed with the instruction, by query id without "-og" /
  // "-changed".
  struct ChangedDocuments {
    std::string query;
    std::vector<std::string> documents;
  };
  std::vector<ChangedDocuments> changed_documents;
  // Counts, file hashes and what had to be left out (docs/data-retrieval.md).
  Json facts = Json::object();
};

// The splits of a BEIR folder: the names of qrels/<split>.tsv[.gz], sorted. Empty when there are
// none.
[[nodiscard]] std::vector<std::string> beir_splits(const std::filesystem::path& folder);

// Reads a BEIR folder (docs/data-retrieval.md): corpus.jsonl, queries.jsonl, qrels/<split>.tsv and,
// where they are there, top_ranked and instructions; each plain or with .gz added to its name.
// Throws Error: kUnavailable when a file is missing or cannot be read, kUsage when there is no such
// split (naming those there are), kBadData with file and line for content that is not what it has
// to be.
[[nodiscard]] RetrievalData read_beir_folder(const std::filesystem::path& folder,
                                             const std::string& split);

// The data of a starter task, which is embedded in the program: made by assay's authors to try things
// out with, not part of MTEB (data/starter/README.md). Facts as above. Throws Error{kUnavailable}
// when there is no such file.
[[nodiscard]] RetrievalData read_starter_retrieval(const std::string& task,
                                                   const std::string& split,
                                                   const std::string& subset);
[[nodiscard]] RowTable read_starter_rows(const std::string& task, const std::string& split,
                                         const std::string& subset);

// 64 hex digits that change when the content of any file of the BEIR folder does (packed or not
// makes no difference).
[[nodiscard]] std::string beir_content_sha256(const std::filesystem::path& folder);

}  // namespace assay
