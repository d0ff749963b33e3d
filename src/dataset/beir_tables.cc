#include "dataset/beir_tables.h"

#include "assay/error.h"
#include "base/sha256.h"
#include "dataset/jsonl.h"
#include "dataset/qrels.h"

namespace assay {
namespace {

std::string id_of(const Json& row, std::initializer_list<const char*> keys,
                  const std::string& where) {
  for (const char* key : keys) {
    const auto found = row.find(key);
    if (found == row.end()) continue;
    if (found->is_string()) return found->get<std::string>();
    if (found->is_number_integer()) return found->dump();
    throw Error(
        ErrorKind::kBadData,
        where + ": " + key + " has to be a string or an integer, found " + found->type_name());
  }
  throw Error(ErrorKind::kBadData, where + ": no " + *keys.begin());
}

const Json& field_of(const Json& row, const char* key, const std::string& where) {
  const auto found = row.find(key);
  if (found == row.end()) throw Error(ErrorKind::kBadData, where + ": no " + key);
  return *found;
}

const std::string& string_of(const Json& value, const char* key, const std::string& where) {
  if (!value.is_string()) {
    throw Error(ErrorKind::kBadData,
                where + ": " + key + " has to be a string, found " + value.type_name());
  }
  return value.get_ref<const std::string&>();
}

std::vector<std::string> ids_of(const Json& row, const char* key, const std::string& where) {
  const Json& list = field_of(row, key, where);
  if (!list.is_array()) {
    throw Error(ErrorKind::kBadData, where + ": " + key + " has to be a list");
  }
  std::vector<std::string> ids;
  for (const Json& id : list) ids.push_back(string_of(id, "a corpus id", where));
  return ids;
}

}  // namespace

void BeirTables::read_corpus(LineReader& reader, const std::string& name) {
  for_each_json_line(reader, [&](const Json& row) {
    const std::string where = reader.where();
    const auto title = row.find("title");
    const bool has_title = title != row.end() && !title->is_null();
    builder_.add_document(id_of(row, {"_id", "id"}, where),
                          has_title ? string_of(*title, "title", where) : std::string(),
                          string_of(field_of(row, "text", where), "text", where), where);
  });
  hashes_[name] = reader.content_sha256();
}

void BeirTables::read_queries(LineReader& reader, const std::string& name) {
  for_each_json_line(reader, [&](const Json& row) {
    const std::string where = reader.where();
    builder_.add_query(id_of(row, {"_id", "id"}, where), field_of(row, "text", where), where);
  });
  hashes_[name] = reader.content_sha256();
}

void BeirTables::read_qrels(LineReader& reader, const std::string& name) {
  for_each_qrels_row(reader, [&](const QrelsRow& row) {
    builder_.add_judgement(row.query_id, row.document_id, row.relevance);
  });
  hashes_[name] = reader.content_sha256();
}

void BeirTables::read_top_ranked(LineReader& reader, const std::string& name) {
  for_each_json_line(reader, [&](const Json& row) {
    const std::string where = reader.where();
    builder_.add_candidates(id_of(row, {"query-id"}, where), ids_of(row, "corpus-ids", where),
                            where);
  });
  hashes_[name] = reader.content_sha256();
}

void BeirTables::read_instructions(LineReader& reader, const std::string& name) {
  for_each_json_line(reader, [&](const Json& row) {
    const std::string where = reader.where();
    const Json& instruction = field_of(row, "instruction", where);
    std::optional<std::string> text;
    if (!instruction.is_null()) text = string_of(instruction, "instruction", where);
    builder_.add_instruction(id_of(row, {"query-id"}, where), std::move(text));
  });
  hashes_[name] = reader.content_sha256();
}

void BeirTables::read_changed_documents(LineReader& reader, const std::string& name) {
  for_each_json_line(reader, [&](const Json& row) {
    const std::string where = reader.where();
    changed_documents_.push_back(
        {.query = id_of(row, {"query-id"}, where), .documents = ids_of(row, "corpus-ids", where)});
  });
  hashes_[name] = reader.content_sha256();
}

RetrievalData BeirTables::finish(const std::string& where) {
  RetrievalData data = builder_.finish(where);
  data.changed_documents = std::move(changed_documents_);
  Hasher all;
  Json files = Json::object();
  for (const auto& [name, hash] : hashes_) {
    files[name] = hash;
    all.update(name + " " + hash + "\n");
  }
  data.facts["data_sha256"] = all.finish();
  data.facts["file_sha256"] = std::move(files);
  return data;
}

}  // namespace assay
