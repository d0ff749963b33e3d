// The starter set: data of our own, embedded in the program (data/starter).
#include <optional>

#include "assay/dataset.h"
#include "assay/error.h"
#include "base/line_reader.h"
#include "dataset/beir_tables.h"
#include "dataset/jsonl.h"

namespace assay {

namespace embedded {
std::optional<std::string_view> starter(std::string_view path);
}  // namespace embedded

namespace {

std::string path_of(const std::string& task, const std::string& subset, const std::string& file) {
  return task + "/" + (subset == "default" ? file : subset + "/" + file);
}

std::string_view need_file(const std::string& path) {
  const auto content = embedded::starter(path);
  if (!content) {
    throw Error(ErrorKind::kUnavailable, "the starter set holds no file " + path);
  }
  return *content;
}

// How the file is called in messages.
std::string display_name(const std::string& path) { return "starter:" + path; }

}  // namespace

RetrievalData read_starter_retrieval(const std::string& task, const std::string& split,
                                     const std::string& subset) {
  BeirTables tables;
  const auto read = [&](const std::string& file,
                        void (BeirTables::*table)(LineReader&, const std::string&)) {
    const std::string path = path_of(task, subset, file);
    LineReader reader(need_file(path), display_name(path));
    (tables.*table)(reader, file);
  };
  read("corpus.jsonl", &BeirTables::read_corpus);
  read("queries.jsonl", &BeirTables::read_queries);
  read("qrels/" + split + ".tsv", &BeirTables::read_qrels);
  return tables.finish(display_name(task));
}

RowTable read_starter_rows(const std::string& task, const std::string& split,
                           const std::string& subset) {
  const std::string path = path_of(task, subset, split + ".jsonl");
  RowTable table(display_name(path));
  LineReader reader(need_file(path), display_name(path));
  for_each_json_line(reader, [&](const Json& row) { table.add_row(row); });
  table.facts["data_sha256"] = reader.content_sha256();
  table.facts["rows"] = table.rows();
  return table;
}

}  // namespace assay
