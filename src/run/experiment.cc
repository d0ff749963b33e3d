#include "run/experiment.h"

#include <map>
#include <string_view>

#include "base/sha256.h"

namespace assay {
namespace {

constexpr std::string_view kForbidden = "<>:\"|?*\\/";
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kHashDigits = 16;

std::string as_file_name(std::string text) {
  for (char& c : text) {
    if (c == '\0' || kForbidden.find(c) != std::string_view::npos) c = '_';
  }
  return text;
}

}  // namespace

std::string experiment_name(const Json& settings) {
  std::map<std::string, std::string> sorted;
  for (const auto& [key, value] : settings.items()) {
    sorted[key] = value.is_string() ? as_file_name(value.get<std::string>()) : value.dump();
  }
  std::string name;
  for (const auto& [key, value] : sorted) {
    if (!name.empty()) name += "__";
    name += key;
    name += '_';
    name += value;
  }
  if (name.size() <= kLongestName) return name;
  return "exp_" + sha256_hex(name).substr(0, kHashDigits);
}

}  // namespace assay
