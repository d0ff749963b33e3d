#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace assay::cli {

// A TOML file of settings: keys at the top hold for every command that has such a flag, keys below
// [run] for that command.
class ConfigFile {
 public:
  // Throws Error: kUnavailable when it cannot be read, kBadData when it is not TOML or holds
  // something other than strings, numbers, booleans and lists of those.
  explicit ConfigFile(const std::filesystem::path& path);

  struct Key {
    std::string section;  // "" at the top
    std::string name;
    std::vector<std::string> values;  // numbers and booleans as they are written
    std::string where;                // "assay.toml:3"
  };
  [[nodiscard]] const std::vector<Key>& keys() const noexcept { return keys_; }
  // The key of that section, else that at the top, else nullptr.
  [[nodiscard]] const Key* find(const std::string& section, const std::string& name) const;

 private:
  std::vector<Key> keys_;
};

}  // namespace assay::cli
