#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/dataset.h"
#include "dataset/csv.h"

namespace assay {

// One configuration of a data set on the hub: which files hold the rows of which split.
struct HubConfig {
  std::string name;
  struct Split {
    std::string name;
    std::vector<std::string> files;  // paths in the repository, in the order of their rows
  };
  std::vector<Split> splits;
  CsvOptions csv;          // how its .csv files are to be read, if it has any
  ClassNames class_names;  // stated in the README

  [[nodiscard]] const Split* find_split(std::string_view split) const;
};

// What a repository holds.
struct HubLayout {
  std::vector<HubConfig> configs;
  std::optional<std::string> default_config;

  [[nodiscard]] const HubConfig* find(std::string_view config) const;
};

// Works out the configurations and splits of a data set repository as the `datasets` library does (5.2, load.py and
// data_files.py): from the `configs` of the YAML block of its README, else from the names of its folders and files
// ("train", "test", "validation" and their other words; data/<split>-00000-of-00002.<ending>); without any such name all
// files are the split train. `files`: all paths of the repository; `readme`: the content of README.md, "" when there is
// none. A repository with nothing that can be read gives no configuration. Throws Error{kBadData}, headed by `where`, for a
// README whose block is not what it has to be.
[[nodiscard]] HubLayout resolve_hub_layout(const std::vector<std::string>& files,
                                           std::string_view readme, const std::string& where);

// The layout of the branch refs/convert/parquet, which the hub makes itself: <config>/<split>/0000.parquet, or
// <config>/partial-<split>/... of very large data sets.
[[nodiscard]] HubLayout resolve_converted_layout(const std::vector<std::string>& files);

}  // namespace assay
