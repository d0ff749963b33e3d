#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay {

// Numbers names in the order in which they come.
class NameIndex {
 public:
  // The number of a name; a new one gets the next.
  std::size_t place_of(const std::string& name) {
    const auto [entry, is_new] = places_.try_emplace(name, names_.size());
    if (is_new) names_.push_back(name);
    return entry->second;
  }
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace assay
