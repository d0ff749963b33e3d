#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assay/catalogue.h"
#include "assay/dataset.h"

namespace assay {

// What somebody's own data is: said by a task.toml, or found out from files and columns (docs/own-data.md).
struct OwnData {
  TaskInfo info;
  std::filesystem::path folder;  // paths below count from here
  // Tables by split; for retrieval "corpus", "queries", "qrels" and perhaps "top_ranked", or nothing: then `folder` has the
  // layout of BEIR.
  std::map<std::string, std::filesystem::path> files;
  std::map<std::string, std::string>
      columns;  // the protocol's name of a column -> its name in the files
};

// `path`: a task.toml or a folder with one; a BEIR folder; a file of rows; a folder of files <split>.<ending>. Throws Error:
// kUnavailable when there is nothing at `path`; kUsage when it cannot be told what task it is (naming the columns there are
// and those that each type of task needs); kBadData for a task.toml that is not what it has to be, with file and line.
[[nodiscard]] OwnData read_own_data(const std::filesystem::path& path);

// The same for a task.toml.
[[nodiscard]] OwnData read_task_file(const std::filesystem::path& file);

// What a type of task needs.
struct OwnTaskType {
  std::string type;                  // mteb's: "Classification"
  std::string protocol;              // "classification"
  std::string main_score;            // unless a task.toml names another
  std::vector<std::string> columns;  // of its tables, by the protocol's names
  bool needs_train = false;          // a split "train" besides the evaluated one
};
// nullptr when there is none of that name, letters' case ignored.
[[nodiscard]] const OwnTaskType* find_own_task_type(std::string_view type);
[[nodiscard]] std::vector<std::string> own_task_types();
// The type whose columns these are; nullptr when it is none or not clear. `first_row`: a value of each column.
[[nodiscard]] const OwnTaskType* guess_own_task_type(const RowTable& rows);
// "STS: sentence1, sentence2, score; ...": for messages.
[[nodiscard]] std::string describe_own_task_types();

// Renames the columns that `columns` names and sees that all the type needs are there. Throws Error{kBadData} with those there
// are and those that are missing.
void fit_columns(RowTable& rows, const OwnTaskType& type,
                 const std::map<std::string, std::string>& columns);

// TaskInfo of own data of a type; settings are the protocol's defaults.
[[nodiscard]] TaskInfo own_task_info(const OwnTaskType& type, std::string name);

}  // namespace assay
