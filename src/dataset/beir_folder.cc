#include <algorithm>
#include <map>
#include <set>

#include "assay/dataset.h"
#include "assay/error.h"
#include "base/line_reader.h"
#include "base/sha256.h"
#include "dataset/beir_tables.h"

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
    const fs::path qrels = need_qrels();  // first: a wrong split is told before all is read
    read(need_table("corpus"), &BeirTables::read_corpus);
    read(need_table("queries"), &BeirTables::read_queries);
    read(qrels, &BeirTables::read_qrels);
    read(find_table(folder_, "top_ranked", split_), &BeirTables::read_top_ranked);
    read(find_table(folder_, "instructions", split_), &BeirTables::read_instructions);
    read(find_table(folder_, "qrel_diff", split_), &BeirTables::read_changed_documents);
    return tables_.finish(folder_.string());
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
  void read(const fs::path& path, void (BeirTables::*table)(LineReader&, const std::string&)) {
    if (path.empty()) return;
    fs::path name = path.lexically_relative(folder_);
    if (name.extension() == ".gz") name.replace_extension();
    LineReader reader(path);
    (tables_.*table)(reader, name.generic_string());
  }

  fs::path folder_;
  std::string split_;
  BeirTables tables_;
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
