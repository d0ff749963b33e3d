#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/json.h"

namespace assay {

// A key of a TOML file: at the top, or in a [section].
struct TomlKey {
  std::string section;  // "" at the top
  std::string name;
  Json value;         // a string, a number, a boolean, or a list of those
  std::string where;  // "assay.toml:3"
};

// The keys of a file, section by section, sorted by name. Throws Error: kUnavailable when it cannot be read; kBadData with
// file and line when it is not TOML, or a value is none of those.
[[nodiscard]] std::vector<TomlKey> read_toml_file(const std::filesystem::path& path);

}  // namespace assay
