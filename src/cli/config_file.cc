#include "cli/config_file.h"

#include <toml++/toml.h>

#include <sstream>

#include "assay/error.h"
#include "base/file.h"

namespace assay::cli {
namespace {

std::string print_value(const toml::node& node, const std::string& where) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto truth = node.value_exact<bool>()) return *truth ? "true" : "false";
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto number = node.value_exact<double>()) {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << *number;
    return text.str();
  }
  throw Error(ErrorKind::kBadData, where + ": expected a string, a number, true or false");
}

ConfigFile::Key read_key(const std::string& section, const std::string& name,
                         const toml::node& node, const std::string& path) {
  ConfigFile::Key key{.section = section,
                      .name = name,
                      .values = {},
                      .where = path + ":" + std::to_string(node.source().begin.line)};
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& element : *list) key.values.push_back(print_value(element, key.where));
  } else {
    key.values.push_back(print_value(node, key.where));
  }
  return key;
}

}  // namespace

ConfigFile::ConfigFile(const std::filesystem::path& path) {
  const std::string name = path.string();
  toml::table table;
  try {
    table = toml::parse(read_file(path), name);
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::kBadData, name + ":" + std::to_string(error.source().begin.line) +
                                         ": not valid TOML: " + std::string(error.description()));
  }
  for (const auto& [key, node] : table) {
    const std::string key_name(key.str());
    if (const toml::table* section = node.as_table()) {
      for (const auto& [inner_key, inner_node] : *section) {
        keys_.push_back(read_key(key_name, std::string(inner_key.str()), inner_node, name));
      }
    } else {
      keys_.push_back(read_key("", key_name, node, name));
    }
  }
}

const ConfigFile::Key* ConfigFile::find(const std::string& section, const std::string& name) const {
  const Key* at_top = nullptr;
  for (const Key& key : keys_) {
    if (key.name != name) continue;
    if (key.section == section) return &key;
    if (key.section.empty()) at_top = &key;
  }
  return at_top;
}

}  // namespace assay::cli
