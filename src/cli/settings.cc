#include "cli/settings.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "assay/error.h"
#include "base/suggest.h"
#include "cli/config_file.h"

namespace assay::cli {
namespace {

constexpr std::string_view kPrefix = "ASSAY_";
constexpr const char* kDefaultFile = "assay.toml";

// Variables that are not flags: what they do is said in docs/configuration.md; the last ones are
// for the tests and the build.
constexpr std::array<std::string_view, 13> kOtherVariables = {"ASSAY_FORCE_ISA",
                                                              "ASSAY_CACHE",
                                                              "ASSAY_CONFIG",
                                                              "ASSAY_SHARED_DATA",
                                                              "ASSAY_TEST_MODELS",
                                                              "ASSAY_SOURCE_DIR",
                                                              "ASSAY_BINARY",
                                                              "ASSAY_INSTALL",
                                                              "ASSAY_JOBS",
                                                              "ASSAY_PARQUET_MODULE",
                                                              "ASSAY_TEST_BROWSER_PYTHON",
                                                              "ASSAY_TEST_KILLS",
                                                              "ASSAY_TEST_PYTHON"};

std::vector<std::string> known_variables(const KnownFlags& known) {
  std::vector<std::string> names(kOtherVariables.begin(), kOtherVariables.end());
  for (const auto& [command, flags] : known) {
    for (const FlagSet::Flag& flag : flags->flags()) names.push_back(environment_name(flag.name));
  }
  return names;
}

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    if (comma > start) parts.push_back(text.substr(start, comma - start));
    start = comma + 1;
  }
  return parts;
}

std::optional<bool> parse_bool(const std::string& text) {
  static constexpr std::array<std::string_view, 4> kTrue = {"1", "true", "yes", "on"};
  static constexpr std::array<std::string_view, 4> kFalse = {"0", "false", "no", "off"};
  if (std::find(kTrue.begin(), kTrue.end(), text) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), text) != kFalse.end()) return false;
  return std::nullopt;
}

void set_flag(const FlagSet::Flag& flag, const std::vector<std::string>& values,
              const std::string& source) {
  if (flag.takes_value) {
    if (!values.empty()) FlagSet::set(flag, values, source);
    return;
  }
  const auto value = values.size() == 1 ? parse_bool(values[0]) : std::nullopt;
  if (!value) throw Error(ErrorKind::kUsage, source + ": expected true or false");
  if (*value) FlagSet::set(flag, {"true"}, source);
}

// True when the environment has a value for the flag. An empty variable counts as unset, as shells
// cannot unset one for a single command.
bool set_from_environment(const FlagSet::Flag& flag) {
  const std::string name = environment_name(flag.name);
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return false;
  set_flag(flag, flag.takes_list ? split_at_commas(value) : std::vector<std::string>{value},
           "environment variable " + name);
  return true;
}

std::optional<ConfigFile> find_config_file(std::string asked_for) {
  if (asked_for.empty()) {
    const char* value = std::getenv("ASSAY_CONFIG");
    if (value != nullptr) asked_for = value;
  }
  if (!asked_for.empty()) return ConfigFile(asked_for);
  std::error_code ignored;
  if (!std::filesystem::exists(kDefaultFile, ignored)) return std::nullopt;
  return ConfigFile(kDefaultFile);
}

std::vector<std::string> flag_names(const FlagSet& flags) {
  std::vector<std::string> names;
  for (const FlagSet::Flag& flag : flags.flags()) names.push_back(flag.name);
  return names;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_keys(const ConfigFile& file, const KnownFlags& known) {
  std::vector<std::string> all;
  std::vector<std::string> commands;
  for (const auto& [command, flags] : known) {
    commands.push_back(command);
    for (const std::string& name : flag_names(*flags)) {
      if (!contains(all, name)) all.push_back(name);
    }
  }
  for (const ConfigFile::Key& key : file.keys()) {
    if (key.section.empty()) {
      if (contains(all, key.name)) continue;
      throw Error(ErrorKind::kUsage,
                  key.where + ": unknown key '" + key.name + "'" + did_you_mean(key.name, all));
    }
    const auto flags = known.find(key.section);
    if (flags == known.end()) {
      throw Error(ErrorKind::kUsage, key.where + ": there is no command '" + key.section + "'" +
                                         did_you_mean(key.section, commands));
    }
    const auto names = flag_names(*flags->second);
    if (!contains(names, key.name)) {
      throw Error(ErrorKind::kUsage, key.where + ": unknown key '" + key.name + "' of " +
                                         key.section + did_you_mean(key.name, names));
    }
  }
}

}  // namespace

std::string environment_name(std::string_view flag) {
  // ASSAY_CACHE is the folder of all that assay keeps, not the choice that --cache makes.
  if (flag == "cache") return std::string(kPrefix) + "VECTOR_CACHE";
  std::string name(kPrefix);
  for (const char c : flag) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

void check_environment_names(const KnownFlags& known) {
  const auto names = known_variables(known);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    if (!variable.starts_with(kPrefix)) continue;
    const std::string name(variable.substr(0, variable.find('=')));
    if (contains(names, name)) continue;
    throw Error(ErrorKind::kUsage,
                "unknown environment variable " + name + did_you_mean(name, names));
  }
}

void apply_settings(const std::string& command, const KnownFlags& known,
                    const std::string& config_file) {
  check_environment_names(known);
  const auto file = find_config_file(config_file);
  if (file) check_keys(*file, known);
  for (const FlagSet::Flag& flag : known.at(command)->flags()) {
    if (FlagSet::is_given(flag) || set_from_environment(flag) || !file) continue;
    const ConfigFile::Key* key = file->find(command, flag.name);
    if (key != nullptr) set_flag(flag, key->values, key->where);
  }
}

}  // namespace assay::cli
