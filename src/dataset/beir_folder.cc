#include <algorithm>
#include <map>
#include <set>

#include "assay/dataset.h"
#include "assay/error.h"
#include "base/line_reader.h"
#include "base/sha256.h"
#include "dataset/jsonl.h"
#include "dataset/qrels.h"
#include "dataset/retrieval_builder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// The file, plain or packed; an empty path when there is neither.
fs::path find_file(const fs::path& path) {
  for (const char* ending : {"", ".gz"}) {
    fs::path candidate = path;
    candidate += ending;
    std::error_code absent;
    if (fs::exists(candidate, absent)) return candidate;
  }
  return {};
}

fs::path need_file(const fs::path& path) {
  fs::path found = find_file(path);
  if (found.empty()) {
    throw Error(ErrorKind::kUnavailable,
                path.string() + ": no such file, neither plain nor with .gz");
  }
  return found;
}

// <folder>/<name>/<split>.jsonl before <folder>/<name>.jsonl; an empty path when there is neither.
fs::path find_table(const fs::path& folder, const std::string& name, const std::string& split) {
  fs::path found = find_file(folder / name / (split + ".jsonl"));
  return found.empty() ? find_file(folder / (name + ".jsonl")) : found;
}

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

void need_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw Error(ErrorKind::kUnavailable,
                folder.string() + ": " + (error ? error.message() : "is not a folder"));
  }
}

class Loader {
 public:
  Loader(const fs::path& folder, const std::string& split) : folder_(folder), split_(split) {}

  RetrievalData load() {
    const fs::path qrels = need_qrels();
    read_lines(need_table("corpus"), [&](const Json& row, const std::string& where) {
      const auto title = row.find("title");
      const bool has_title = title != row.end() && !title->is_null();
      builder_.add_document(id_of(row, {"_id", "id"}, where),
                            has_title ? string_of(*title, "title", where) : std::string(),
                            string_of(field_of(row, "text", where), "text", where), where);
    });
    read_lines(need_table("queries"), [&](const Json& row, const std::string& where) {
      builder_.add_query(id_of(row, {"_id", "id"}, where), field_of(row, "text", where), where);
    });
    read_qrels(qrels);
    read_lines(find_table(folder_, "top_ranked", split_),
               [&](const Json& row, const std::string& where) {
                 const Json& list = field_of(row, "corpus-ids", where);
                 if (!list.is_array()) {
                   throw Error(ErrorKind::kBadData, where + ": corpus-ids has to be a list");
                 }
                 std::vector<std::string> ids;
                 for (const Json& id : list) ids.push_back(string_of(id, "a corpus id", where));
                 builder_.add_candidates(id_of(row, {"query-id"}, where), ids, where);
               });
    read_lines(find_table(folder_, "instructions", split_),
               [&](const Json& row, const std::string& where) {
                 const Json& instruction = field_of(row, "instruction", where);
                 std::optional<std::string> text;
                 if (!instruction.is_null()) text = string_of(instruction, "instruction", where);
                 builder_.add_instruction(id_of(row, {"query-id"}, where), std::move(text));
               });
    RetrievalData data = builder_.finish(folder_.string());
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

 private:
  fs::path need_qrels() const {
    fs::path found = find_file(folder_ / "qrels" / (split_ + ".tsv"));
    if (!found.empty()) return found;
    const auto splits = beir_splits(folder_);
    if (splits.empty()) return need_file(folder_ / "qrels" / (split_ + ".tsv"));
    std::string names;
    for (const std::string& name : splits) names += (names.empty() ? "" : ", ") + name;
    throw Error(ErrorKind::kUsage, folder_.string() + ": no split '" + split_ +
                                       "'; the splits with a qrels file are: " + names);
  }

  fs::path need_table(const std::string& name) const {
    const fs::path found = find_table(folder_, name, split_);
    return found.empty() ? need_file(folder_ / (name + ".jsonl")) : found;
  }

  // An empty path: nothing to read.
  template <typename Row>
  void read_lines(const fs::path& path, const Row& row) {
    if (path.empty()) return;
    LineReader reader(path);
    for_each_json_line(reader, [&](const Json& object) { row(object, reader.where()); });
    remember_hash(path, reader);
  }

  void read_qrels(const fs::path& path) {
    LineReader reader(path);
    for_each_qrels_row(reader, [&](const QrelsRow& row) {
      builder_.add_judgement(row.query_id, row.document_id, row.relevance);
    });
    remember_hash(path, reader);
  }

  void remember_hash(const fs::path& path, LineReader& reader) {
    fs::path name = path.lexically_relative(folder_);
    if (name.extension() == ".gz") name.replace_extension();
    hashes_[name.generic_string()] = reader.content_sha256();
  }

  fs::path folder_;
  std::string split_;
  RetrievalBuilder builder_;
  std::map<std::string, std::string> hashes_;
};

}  // namespace

std::vector<std::string> beir_splits(const fs::path& folder) {
  std::set<std::string> splits;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(folder / "qrels", absent)) {
    fs::path name = entry.path().filename();
    if (name.extension() == ".gz") name.replace_extension();
    if (name.extension() == ".tsv") splits.insert(name.stem().string());
  }
  return {splits.begin(), splits.end()};
}

RetrievalData read_beir_folder(const fs::path& folder, const std::string& split) {
  need_folder(folder);
  return Loader(folder, split).load();
}

std::string beir_content_sha256(const fs::path& folder) {
  std::map<std::string, fs::path> files;
  const auto take = [&](const fs::path& path) {
    fs::path name = path.lexically_relative(folder);
    if (name.extension() == ".gz") name.replace_extension();
    if (name.extension() == ".jsonl" || name.extension() == ".tsv") {
      files.emplace(name.generic_string(), path);
    }
  };
  need_folder(folder);
  std::error_code unreadable;
  for (fs::recursive_directory_iterator entry(folder, unreadable), end; entry != end;
       entry.increment(unreadable)) {
    if (entry->is_regular_file(unreadable)) take(entry->path());
  }
  if (unreadable) {
    throw Error(ErrorKind::kUnavailable, folder.string() + ": " + unreadable.message());
  }
  Hasher all;
  for (const auto& [name, path] : files)
    all.update(name + " " + content_sha256_of_file(path) + "\n");
  return all.finish();
}

}  // namespace assay
