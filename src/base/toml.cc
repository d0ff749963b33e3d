#include "base/toml.h"

#include <toml++/toml.h>

#include <cstdint>
#include <optional>

#include "assay/error.h"
#include "base/file.h"

namespace assay {
namespace {

std::optional<Json> scalar(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto truth = node.value_exact<bool>()) return *truth;
  if (const auto number = node.value_exact<std::int64_t>()) {
    return *number < 0 ? Json(*number) : Json(static_cast<std::uint64_t>(*number));
  }
  if (const auto number = node.value_exact<double>()) return *number;
  return std::nullopt;
}

TomlKey read_key(const std::string& section, const std::string& name, const toml::node& node,
                 const std::string& path) {
  TomlKey key{section, name, {}, path + ":" + std::to_string(node.source().begin.line)};
  const auto take = [&](const toml::node& one) {
    auto value = scalar(one);
    if (!value) {
      throw Error(ErrorKind::kBadData, key.where + ": expected a string, a number, true or false");
    }
    return *std::move(value);
  };
  if (const toml::array* list = node.as_array()) {
    key.value = Json::array();
    for (const toml::node& element : *list) key.value.push_back(take(element));
  } else {
    key.value = take(node);
  }
  return key;
}

}  // namespace

std::vector<TomlKey> read_toml_file(const std::filesystem::path& path) {
  const std::string name = path.string();
  toml::table table;
  try {
    table = toml::parse(read_file(path), name);
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::kBadData, name + ":" + std::to_string(error.source().begin.line) +
                                         ": not valid TOML: " + std::string(error.description()));
  }
  std::vector<TomlKey> keys;
  for (const auto& [key, node] : table) {
    const std::string key_name(key.str());
    if (const toml::table* section = node.as_table()) {
      for (const auto& [inner_key, inner_node] : *section) {
        keys.push_back(read_key(key_name, std::string(inner_key.str()), inner_node, name));
      }
    } else {
      keys.push_back(read_key("", key_name, node, name));
    }
  }
  return keys;
}

}  // namespace assay
