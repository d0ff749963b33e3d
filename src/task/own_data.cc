#include "task/own_data.h"

#include <algorithm>
#include <set>

#include "assay/error.h"
#include "base/line_reader.h"
#include "base/sha256.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

// test, or the only one that is not there to train on.
std::string split_to_evaluate(const std::vector<std::string>& splits, bool has_train,
                              const std::string& where) {
  if (std::ranges::find(splits, "test") != splits.end()) return "test";
  std::vector<std::string> others;
  for (const std::string& split : splits) {
    if (!has_train || split != "train") others.push_back(split);
  }
  if (others.size() == 1) return others.front();
  throw Error(ErrorKind::kUsage,
              where + ": no split 'test', and " +
                  (others.empty() ? std::string("no other to evaluate; there are: ")
                                  : std::string("several others to choose from: ")) +
                  joined(others.empty() ? splits : others));
}

std::map<std::string, fs::path> rows_files(const fs::path& folder) {
  std::map<std::string, fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file() || !is_rows_file(entry.path())) continue;
    const std::string name = entry.path().filename().string();
    const std::string split = name.substr(0, name.find('.'));
    // "notes.old.csv" is the file of no split.
    if (const auto file = find_rows_file(folder, split); file && !split.empty())
      files[split] = *file;
  }
  return files;
}

std::vector<std::string> names_of(const std::map<std::string, fs::path>& files) {
  std::vector<std::string> names;
  for (const auto& [name, file] : files) names.push_back(name);
  return names;
}

// The rows at the front of a file: enough to see what it is.
RowTable first_rows(const fs::path& file) {
  RowTable first(file.string());
  struct Enough {};
  try {
    for_each_piece_of_rows(file, [&](RowTable& piece) {
      first = std::move(piece);
      throw Enough();
    });
  } catch (const Enough&) {
    return first;
  }
  return first;
}

OwnData data_of_tables(std::map<std::string, fs::path> files, std::string name,
                       const fs::path& where) {
  const fs::path& any = files.contains("test") ? files.at("test") : files.begin()->second;
  const RowTable rows = first_rows(any);
  const OwnTaskType* type = guess_own_task_type(rows);
  if (type == nullptr) {
    throw Error(ErrorKind::kUsage,
                any.string() + ": cannot tell what task this is. Its columns are: " +
                    joined(rows.column_names()) +
                    ". Types of tasks and their columns: " + describe_own_task_types() +
                    ". Other names can be given in a task.toml (docs/own-data.md)");
  }
  if (type->needs_train && !files.contains("train")) {
    throw Error(ErrorKind::kUsage, where.string() + ": " + type->type +
                                       " needs a folder with a file train.<ending> beside the one "
                                       "to evaluate; there are: " +
                                       joined(names_of(files)));
  }
  OwnData data;
  data.info = own_task_info(*type, std::move(name));
  data.info.eval_splits = {split_to_evaluate(names_of(files), type->needs_train, where.string())};
  data.files = std::move(files);
  return data;
}

// Own data has no published revision: its content stands for it, so that a changed file is a changed task.
std::string revision_of(const OwnData& data) {
  if (data.files.empty()) return "sha256:" + beir_content_sha256(data.folder).substr(0, 16);
  Hasher all;
  for (const auto& [name, file] : data.files)
    all.update(name + " " + content_sha256_of_file(file) + "\n");
  for (const auto& [name, column] : data.columns) all.update(name + "=" + column + "\n");
  return "sha256:" + all.finish().substr(0, 16);
}

OwnData data_at(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) {
    if (path.extension() == ".toml") return read_task_file(path);
    const std::string name = path.filename().string();
    return data_of_tables({{"test", path}}, name.substr(0, name.find('.')), path);
  }
  if (fs::exists(path / "task.toml", ignored)) return read_task_file(path / "task.toml");
  const std::string name = path.filename().string();
  if (fs::exists(path / "qrels", ignored) || !beir_splits(path).empty()) {
    OwnData data;
    data.info = own_task_info(*find_own_task_type("Retrieval"), name);
    data.folder = path;
    return data;
  }
  auto files = rows_files(path);
  if (files.empty()) {
    throw Error(ErrorKind::kUsage,
                path.string() +
                    ": no data: neither a task.toml, nor a BEIR folder with qrels/<split>.tsv, nor "
                    "files <split>.jsonl, .csv, .tsv or .parquet (docs/own-data.md)");
  }
  return data_of_tables(std::move(files), name, path);
}

// Lists of texts are cluster sets, each clustered by itself; single texts are clustered together.
void choose_clustering(OwnData& data) {
  if (data.info.protocol != "clustering_fast" || data.files.empty()) return;
  const RowTable rows = first_rows(data.files.begin()->second);
  const auto renamed = data.columns.find("sentences");
  const std::string column = renamed == data.columns.end() ? "sentences" : renamed->second;
  if (!rows.has_column(column) || rows.rows() == 0 || !rows.column(column).front().is_array())
    return;
  data.info.protocol = "clustering_legacy";
  data.info.settings = protocol_defaults("clustering_legacy");
}

bool is_retrieval_of_tables(const OwnData& data) {
  return data.info.protocol == "retrieval" && !data.files.empty();
}

void choose_split(OwnData& data, const fs::path& path) {
  const bool needs_train = [&] {
    const OwnTaskType* type = find_own_task_type(data.info.type);
    return type != nullptr && type->needs_train;
  }();
  std::vector<std::string> splits = names_of(data.files);
  if (data.info.protocol == "retrieval")
    splits = data.files.empty() ? beir_splits(data.folder) : std::vector<std::string>{"test"};
  if (splits.empty()) {
    throw Error(ErrorKind::kUsage,
                path.string() +
                    ": not a BEIR folder: there is no qrels/<split>.tsv (docs/data-retrieval.md)");
  }
  if (data.info.eval_splits.empty()) {
    data.info.eval_splits = {split_to_evaluate(splits, needs_train, path.string())};
  }
  const std::string& wanted = data.info.eval_splits.front();
  if (!is_retrieval_of_tables(data) && std::ranges::find(splits, wanted) == splits.end()) {
    throw Error(ErrorKind::kUsage,
                path.string() + ": no split '" + wanted + "'; there are: " + joined(splits));
  }
  if (needs_train && !data.files.contains("train")) {
    throw Error(ErrorKind::kUsage,
                path.string() + ": " + data.info.type +
                    " needs a file 'train' under [files]; there are: " + joined(splits));
  }
}

}  // namespace

OwnData read_own_data(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (error) throw Error(ErrorKind::kUnavailable, path.string() + ": " + error.message());
  OwnData data = data_at(real);
  choose_clustering(data);
  choose_split(data, real);
  data.info.dataset_path = real.string();
  data.info.dataset_revision = revision_of(data);
  return data;
}

}  // namespace assay
