#pragma once

#include <string>
#include <vector>

namespace assay {

// Which files of a repository are the rows of a split.
struct SplitPatterns {
  std::string split;
  std::vector<std::string> patterns;  // as matches_glob reads them
};

// The patterns below the folder `base` ("" = all) that the names of files and folders suggest, by the conventions of the
// `datasets` library (data_files.py): data/<split>-00000-of-00002.<ending> with any split; else folders, else files with
// "train", "validation", "test" or another word for these in their names; else everything is train. Empty when there
// is no file at all.
[[nodiscard]] std::vector<SplitPatterns> conventional_patterns(
    const std::string& base, const std::vector<std::string>& files);

// The files that match, sorted: hidden ones, those in hidden or "__" folders and README.md and the like only when the
// pattern names them.
[[nodiscard]] std::vector<std::string> files_of_pattern(const std::string& pattern,
                                                        const std::vector<std::string>& files);

}  // namespace assay
