#include "dataset/hub_layout.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "assay/error.h"
#include "base/yaml.h"
#include "dataset/glob.h"
#include "dataset/split_patterns.h"

namespace assay {
namespace {

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kBadData, where + ": " + what);
}

// The kind of reader that a file of this name gets, "" for none; ".gz" and ".zst" behind it make no difference.
std::string_view format_of(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kFormats{{
      {".parquet", "parquet"},
      {".jsonl", "json"},
      {".ndjson", "json"},
      {".json", "json"},
      {".csv", "csv"},
      {".tsv", "tsv"},
  }};
  for (const std::string_view packing : {".gz", ".zst"}) {
    if (path.ends_with(packing)) path.remove_suffix(packing.size());
  }
  for (const auto& [ending, format] : kFormats) {
    if (path.ends_with(ending)) return format;
  }
  return {};
}

// Of several formats in one configuration the most frequent is read, of equally frequent ones the first of kOrder.
std::string_view most_frequent_format(const HubConfig& config) {
  constexpr std::array<std::string_view, 4> kOrder{"parquet", "json", "csv", "tsv"};
  std::map<std::string_view, std::size_t> counts;
  for (const HubConfig::Split& split : config.splits) {
    for (const std::string& file : split.files) ++counts[format_of(file)];
  }
  return *std::ranges::max_element(kOrder, {}, [&](std::string_view f) { return counts[f]; });
}

void keep_one_format(HubConfig& config) {
  const std::string_view format = most_frequent_format(config);
  for (HubConfig::Split& split : config.splits) {
    std::erase_if(split.files, [&](const std::string& file) { return format_of(file) != format; });
  }
  std::erase_if(config.splits, [](const HubConfig::Split& split) { return split.files.empty(); });
  if (format == "tsv") config.csv.separator = '\t';
}

std::vector<std::string> string_list(const Json& value, const std::string& where) {
  std::vector<std::string> texts;
  for (const Json& item : value.is_array() ? value : Json::array({value})) {
    if (!item.is_string()) fail(where, "expected a path or a list of paths");
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

// `data_files` of the README: a path, a list of paths (all of them the split train), or a list of {split, path}.
std::vector<SplitPatterns> stated_patterns(const Json& data_files, const std::string& where) {
  if (data_files.is_object()) {
    std::vector<SplitPatterns> patterns;
    for (const auto& [split, paths] : data_files.items()) {
      patterns.push_back({split, string_list(paths, where)});
    }
    return patterns;
  }
  if (!data_files.is_array() || data_files.empty() || !data_files.front().is_object()) {
    return {{"train", string_list(data_files, where)}};
  }
  std::vector<SplitPatterns> patterns;
  for (const Json& item : data_files) {
    if (!item.is_object() || !item.contains("split") || !item.contains("path")) {
      fail(where, "an entry of data_files has to have split and path");
    }
    const Json& split = item["split"];
    patterns.push_back({split.is_string() ? split.get<std::string>() : split.dump(),
                        string_list(item["path"], where)});
  }
  return patterns;
}

std::string joined(std::string base, const std::string& path) {
  while (base.starts_with("./")) base.erase(0, 2);
  while (base.ends_with('/')) base.pop_back();
  std::string rest = path.starts_with("./") ? path.substr(2) : path;
  return base.empty() || base == "." ? rest : base + "/" + rest;
}

HubConfig config_of(std::string name, const std::vector<SplitPatterns>& patterns,
                    const std::string& base, const std::vector<std::string>& files) {
  HubConfig config{.name = std::move(name)};
  for (const SplitPatterns& split : patterns) {
    HubConfig::Split found{split.split, {}};
    for (const std::string& pattern : split.patterns) {
      for (std::string& file : files_of_pattern(joined(base, pattern), files)) {
        if (!format_of(file).empty()) found.files.push_back(std::move(file));
      }
    }
    config.splits.push_back(std::move(found));
  }
  keep_one_format(config);
  return config;
}

void read_csv_options(const Json& stated, CsvOptions& options, const std::string& where) {
  for (const char* key : {"sep", "delimiter"}) {
    if (!stated.contains(key)) continue;
    const Json& value = stated[key];
    if (!value.is_string() || value.get<std::string>().size() != 1) {
      fail(where, std::string(key) + " has to be one character");
    }
    options.separator = value.get<std::string>().front();
  }
  for (const char* key : {"names", "column_names"}) {
    if (stated.contains(key) && stated[key].is_array())
      options.column_names = string_list(stated[key], where);
  }
}

// The names of the classes of each column, from `dataset_info`: [{config_name, features: [{name, dtype: {class_label:
// {names: {"0": ..., "1": ...}}}}]}], or one such object.
ClassNames stated_class_names(const Json& block, const std::string& config) {
  ClassNames found;
  const Json infos = block.value("dataset_info", Json());
  for (const Json& info : infos.is_array() ? infos : Json::array({infos})) {
    if (!info.is_object() || info.value("config_name", Json("default")) != config) continue;
    for (const Json& feature : info.value("features", Json::array())) {
      if (!feature.is_object() || !feature.value("name", Json()).is_string()) continue;
      const Json dtype = feature.value("dtype", Json());
      if (!dtype.is_object() || !dtype.contains("class_label")) continue;
      const Json& label = dtype["class_label"];
      if (!label.is_object() || !label.value("names", Json()).is_object()) continue;
      for (const auto& [number, name] : label["names"].items()) {
        found[feature["name"].get<std::string>()].push_back(
            name.is_string() ? name.get<std::string>() : name.dump());
      }
    }
  }
  return found;
}

HubLayout layout_of_readme(const Json& block, const std::vector<std::string>& files,
                           const std::string& where) {
  HubLayout layout;
  std::set<std::string> defaults;
  for (const Json& stated : block["configs"]) {
    if (!stated.is_object() || !stated.contains("config_name"))
      fail(where, "a config without config_name");
    const Json& name = stated["config_name"];
    const std::string config_name = name.is_string() ? name.get<std::string>() : name.dump();
    const Json folder = stated.value("data_dir", Json());
    const std::string base = folder.is_string() ? folder.get<std::string>() : "";
    // Paths of data_files count from data_dir; without data_files the conventions hold inside of it.
    const auto patterns = stated.contains("data_files")
                              ? stated_patterns(stated["data_files"], where)
                              : conventional_patterns(base, files);
    HubConfig config = config_of(config_name, patterns, base, files);
    read_csv_options(stated, config.csv, where);
    config.class_names = stated_class_names(block, config_name);
    if (config_name == "default" || stated.value("default", Json()) == true ||
        block["configs"].size() == 1) {
      defaults.insert(config_name);
    }
    layout.configs.push_back(std::move(config));
  }
  if (defaults.size() > 1) fail(where, "several configs are the default");
  if (!defaults.empty()) layout.default_config = *defaults.begin();
  return layout;
}

}  // namespace

const HubConfig::Split* HubConfig::find_split(std::string_view split) const {
  const auto found = std::ranges::find(splits, split, &Split::name);
  return found == splits.end() ? nullptr : &*found;
}

const HubConfig* HubLayout::find(std::string_view config) const {
  const auto found = std::ranges::find(configs, config, &HubConfig::name);
  return found == configs.end() ? nullptr : &*found;
}

HubLayout resolve_hub_layout(const std::vector<std::string>& files, std::string_view readme,
                             const std::string& where) {
  const std::string readme_name = where + "/README.md";
  Json block = parse_yaml(yaml_front_matter(readme), readme_name);
  if (!block.is_object()) block = Json::object();
  const Json configs = block.value("configs", Json());
  if (configs.is_array() && !configs.empty()) return layout_of_readme(block, files, readme_name);
  HubLayout layout;
  HubConfig config = config_of("default", conventional_patterns("", files), "", files);
  if (config.splits.empty()) return layout;
  config.class_names = stated_class_names(block, "default");
  layout.configs.push_back(std::move(config));
  layout.default_config = "default";
  return layout;
}

HubLayout resolve_converted_layout(const std::vector<std::string>& files) {
  HubLayout layout;
  std::vector<std::string> sorted = files;
  std::ranges::sort(sorted);
  for (const std::string& file : sorted) {
    const std::size_t first = file.find('/');
    const std::size_t second = first == std::string::npos ? first : file.find('/', first + 1);
    if (second == std::string::npos || !file.ends_with(".parquet")) continue;
    const std::string config_name = file.substr(0, first);
    std::string split = file.substr(first + 1, second - first - 1);
    if (split.starts_with("partial-")) split.erase(0, std::string_view("partial-").size());
    auto config = std::ranges::find(layout.configs, config_name, &HubConfig::name);
    if (config == layout.configs.end()) {
      layout.configs.push_back({.name = config_name});
      config = layout.configs.end() - 1;
    }
    auto place = std::ranges::find(config->splits, split, &HubConfig::Split::name);
    if (place == config->splits.end()) {
      config->splits.push_back({split, {}});
      place = config->splits.end() - 1;
    }
    place->files.push_back(file);
  }
  if (layout.configs.size() == 1) {
    layout.default_config = layout.configs.front().name;
  } else if (layout.find("default") != nullptr) {
    layout.default_config = "default";
  }
  return layout;
}

}  // namespace assay
