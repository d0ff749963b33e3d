#include "dataset/split_patterns.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "dataset/glob.h"

namespace assay {
namespace {

constexpr std::string_view kShardNumbers =
    "-[0-9][0-9][0-9][0-9][0-9]-of-[0-9][0-9][0-9][0-9][0-9]*.*";

struct Keywords {
  const char* split;
  std::vector<std::string> words;
};

const std::array<Keywords, 3>& split_keywords() {
  static const std::array<Keywords, 3> kKeywords{{
      {"train", {"train", "training"}},
      {"validation", {"validation", "valid", "dev", "val"}},
      {"test", {"test", "testing", "eval", "evaluation"}},
  }};
  return kKeywords;
}

// What may stand beside a keyword in a name: -._, space and digits.
std::vector<std::string> folder_patterns(const std::string& word) {
  return {"**/" + word + "/**", "**/" + word + "[-._ 0-9]*/**", "**/*[-._ 0-9]" + word + "/**",
          "**/*[-._ 0-9]" + word + "[-._ 0-9]*/**"};
}

std::vector<std::string> file_patterns(const std::string& word) {
  return {"**/" + word + "[-._ 0-9]*", "**/*[-._ 0-9]" + word + "[-._ 0-9]*"};
}

std::string below(const std::string& base, const std::string& pattern) {
  return base.empty() ? pattern : base + "/" + pattern;
}

std::size_t count_segments(std::string_view path, char mark, bool with_file) {
  std::size_t count = 0;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    const bool is_folder = slash != std::string_view::npos;
    if (mark == '.' ? name.starts_with('.') && name.find_first_not_of('.') != std::string_view::npos
                    : name.starts_with("__")) {
      if (is_folder || with_file) ++count;
    }
    if (!is_folder) break;
    path.remove_prefix(slash + 1);
  }
  return count;
}

bool is_ignored(const std::string& file, const std::string& pattern) {
  constexpr std::array<std::string_view, 6> kNotData{"README.md",         "config.json",
                                                     "dataset_info.json", "dataset_infos.json",
                                                     "dummy_data.zip",    "dataset_dict.json"};
  const auto name_of = [](std::string_view path) { return path.substr(path.rfind('/') + 1); };
  const std::string_view name = name_of(file);
  return (std::ranges::find(kNotData, name) != kNotData.end() && name_of(pattern) != name) ||
         count_segments(file, '.', true) != count_segments(pattern, '.', true) ||
         count_segments(file, '_', false) != count_segments(pattern, '_', false);
}

// <split> of "data/<split>-00000-of-00002.parquet".
std::string split_of_shard(const std::string& file) {
  std::string name = file.substr(file.rfind('/') + 1);
  for (std::size_t dash = name.find('-'); dash != std::string::npos;
       dash = name.find('-', dash + 1)) {
    if (matches_glob(name.substr(dash), kShardNumbers)) return name.substr(0, dash);
  }
  return name;
}

std::vector<SplitPatterns> shard_patterns(const std::string& base,
                                          const std::vector<std::string>& files) {
  std::set<std::string> splits;
  for (const std::string& file :
       files_of_pattern(below(base, "data/*" + std::string(kShardNumbers)), files)) {
    splits.insert(split_of_shard(file));
  }
  std::vector<SplitPatterns> patterns;
  const auto add = [&](const std::string& split) {
    patterns.push_back({split, {"data/" + split + std::string(kShardNumbers)}});
  };
  for (const char* known : {"train", "validation", "test"}) {
    if (splits.erase(known) > 0) add(known);
  }
  for (const std::string& split : splits) add(split);
  return patterns;
}

template <typename PatternsOf>
std::vector<SplitPatterns> keyword_patterns(const std::string& base,
                                            const std::vector<std::string>& files,
                                            const PatternsOf& patterns_of) {
  std::vector<SplitPatterns> found;
  for (const Keywords& keywords : split_keywords()) {
    SplitPatterns split{keywords.split, {}};
    for (const std::string& word : keywords.words) {
      for (std::string& pattern : patterns_of(word)) split.patterns.push_back(std::move(pattern));
    }
    const bool any = std::ranges::any_of(split.patterns, [&](const std::string& pattern) {
      return !files_of_pattern(below(base, pattern), files).empty();
    });
    if (any) found.push_back(std::move(split));
  }
  return found;
}

}  // namespace

std::vector<SplitPatterns> conventional_patterns(const std::string& base,
                                                 const std::vector<std::string>& files) {
  std::string folder = base;
  while (folder.ends_with('/')) folder.pop_back();
  if (auto shards = shard_patterns(folder, files); !shards.empty()) return shards;
  if (auto folders = keyword_patterns(folder, files, folder_patterns); !folders.empty())
    return folders;
  if (auto names = keyword_patterns(folder, files, file_patterns); !names.empty()) return names;
  if (files_of_pattern(below(folder, "**"), files).empty()) return {};
  return {{"train", {"**"}}};
}

std::vector<std::string> files_of_pattern(const std::string& pattern,
                                          const std::vector<std::string>& files) {
  std::vector<std::string> found;
  for (const std::string& file : files) {
    if ((file == pattern || matches_glob(file, pattern)) && !is_ignored(file, pattern))
      found.push_back(file);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace assay
