#include "cli/config_file.h"

#include <locale>
#include <sstream>

#include "base/toml.h"

namespace assay::cli {
namespace {

std::string print_value(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_float()) return value.dump();
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << value.get<double>();
  return text.str();
}

}  // namespace

ConfigFile::ConfigFile(const std::filesystem::path& path) {
  for (TomlKey& read : read_toml_file(path)) {
    Key key{.section = read.section, .name = read.name, .values = {}, .where = read.where};
    if (read.value.is_array()) {
      for (const Json& element : read.value) key.values.push_back(print_value(element));
    } else {
      key.values.push_back(print_value(read.value));
    }
    keys_.push_back(std::move(key));
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
