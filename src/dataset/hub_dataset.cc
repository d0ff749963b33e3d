#include "assay/dataset/hub_dataset.h"

#include <algorithm>
#include <utility>

#include "assay/error.h"
#include "base/file.h"
#include "base/suggest.h"
#include "dataset/data_repository.h"
#include "dataset/hub_layout.h"

namespace assay {
namespace {

constexpr const char* kConvertedBranch = "refs/convert/parquet";

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

std::vector<std::string> names_of(const std::vector<HubConfig>& configs) {
  std::vector<std::string> names;
  for (const HubConfig& config : configs) names.push_back(config.name);
  return names;
}

bool is_script(const std::vector<std::string>& files, const std::string& repository) {
  const std::string script = repository.substr(repository.rfind('/') + 1) + ".py";
  return std::ranges::find(files, script) != files.end();
}

bool is_csv(const std::string& file) {
  return file.find(".csv") != std::string::npos || file.find(".tsv") != std::string::npos;
}

}  // namespace

struct HubDataset::Resolved {
  std::string name;
  std::string revision;  // where the files are taken from
  HubLayout layout;

  [[nodiscard]] const HubConfig& config(const std::string& wanted) const {
    const std::string found_name = wanted.empty() ? layout.default_config.value_or("") : wanted;
    if (const HubConfig* found = layout.find(found_name)) return *found;
    const auto names = names_of(layout.configs);
    throw Error(ErrorKind::kUsage,
                name + (wanted.empty()
                            ? ": has no default configuration; there are: " + joined(names)
                            : ": no configuration '" + wanted + "'" + did_you_mean(wanted, names) +
                                  "; there are: " + joined(names)));
  }

  [[nodiscard]] const HubConfig::Split& split(const std::string& config_name,
                                              const std::string& split_name) const {
    const HubConfig& found = config(config_name);
    if (const HubConfig::Split* split = found.find_split(split_name)) return *split;
    std::vector<std::string> names;
    for (const HubConfig::Split& one : found.splits) names.push_back(one.name);
    throw Error(ErrorKind::kUsage, name + ": configuration '" + found.name + "' has no split '" +
                                       split_name + "'; there are: " + joined(names));
  }
};

HubDataset::HubDataset(std::unique_ptr<DataRepository> repository, std::string revision)
    : repository_(std::move(repository)), revision_(std::move(revision)) {}

HubDataset::~HubDataset() = default;

std::string HubDataset::name() const { return repository_->name(); }

const HubDataset::Resolved& HubDataset::resolved() {
  if (resolved_) return *resolved_;
  const std::vector<std::string> files = repository_->list(revision_);
  std::string readme;
  if (std::ranges::find(files, "README.md") != files.end()) {
    readme = read_file(repository_->fetch(revision_, {"README.md"}) / "README.md");
  }
  auto found = std::make_unique<Resolved>();
  found->name = name();
  found->revision = revision_;
  found->layout = resolve_hub_layout(files, readme, name());
  const bool script = is_script(files, name());
  const bool has_rows = std::ranges::any_of(found->layout.configs,
                                            [](const HubConfig& c) { return !c.splits.empty(); });
  // A script decides what its data files mean: guessing from their names would be wrong.
  if (!has_rows || (script && readme.find("data_files") == std::string::npos)) {
    found->revision = kConvertedBranch;
    found->layout = {};
    try {
      found->layout = resolve_converted_layout(repository_->list(kConvertedBranch));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kUsage) throw;  // kUsage: there is no such branch
    }
    if (found->layout.configs.empty()) {
      throw Error(
          ErrorKind::kNotSupported,
          name() + ": not supported yet: a data set " +
              (script ? "made by a script, without a branch that the hub converted to Parquet"
                      : "without Parquet, JSON, CSV or TSV files"));
    }
  }
  resolved_ = std::move(found);
  return *resolved_;
}

std::vector<std::string> HubDataset::config_names() { return names_of(resolved().layout.configs); }

bool HubDataset::has_config(const std::string& config) {
  return resolved().layout.find(config) != nullptr;
}

std::vector<std::string> HubDataset::split_names(const std::string& config) {
  std::vector<std::string> names;
  for (const HubConfig::Split& split : resolved().config(config).splits)
    names.push_back(split.name);
  return names;
}

Json HubDataset::facts(const std::string& config, const std::string& split) {
  const Resolved& from = resolved();
  return {{"repository", name()},
          {"revision", from.revision},
          {"config", from.config(config).name},
          {"split", split},
          {"files", from.split(config, split).files}};
}

void HubDataset::for_each_piece(const std::string& config, const std::string& split,
                                const std::function<void(RowTable& piece)>& take) {
  const Resolved& from = resolved();
  const HubConfig& found = from.config(config);
  const std::vector<std::string>& files = from.split(config, split).files;
  const auto folder = repository_->fetch(from.revision, files);
  const auto with_names = [&](RowTable& piece) {
    for (const auto& [column, names] : found.class_names)
      piece.class_names.try_emplace(column, names);
    take(piece);
  };
  for (const std::string& file : files) {
    if (is_csv(file)) {
      RowTable table = read_csv_rows(folder / file, found.csv);
      with_names(table);
    } else {
      for_each_piece_of_rows(folder / file, with_names);
    }
  }
}

RowTable HubDataset::rows(const std::string& config, const std::string& split) {
  RowTable table(name() + " " + resolved().config(config).name + "/" + split);
  for_each_piece(config, split, [&](RowTable& piece) {
    if (piece.facts.contains("columns_left_out")) {
      table.facts["columns_left_out"] = piece.facts["columns_left_out"];
    }
    table.append(std::move(piece));
  });
  table.facts["rows"] = table.rows();
  table.facts["hub"] = facts(config, split);
  return table;
}

std::filesystem::path HubDataset::fetch(const std::string& config) {
  const Resolved& from = resolved();
  std::vector<std::string> files;
  for (const HubConfig::Split& split : from.config(config).splits) {
    files.insert(files.end(), split.files.begin(), split.files.end());
  }
  return repository_->fetch(from.revision, files);
}

std::unique_ptr<HubDataset> open_dataset_folder(const std::filesystem::path& folder) {
  return std::make_unique<HubDataset>(open_folder_repository(folder), "main");
}

}  // namespace assay
