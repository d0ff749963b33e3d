#include "assay/sklearn_version.h"

#include <array>
#include <cassert>
#include <utility>

namespace assay {
namespace {

constexpr std::array<std::pair<SklearnVersion, std::string_view>, 4> kNames{
    {{SklearnVersion::k1_2, "1.2"},
     {SklearnVersion::k1_3, "1.3"},
     {SklearnVersion::k1_8, "1.8"},
     {SklearnVersion::k1_9, "1.9"}}};

}  // namespace

std::string_view to_string(SklearnVersion version) {
  for (const auto& [known, name] : kNames) {
    if (known == version) return name;
  }
  return "?";
}

SklearnVersion parse_sklearn_version(std::string_view text) {
  for (const auto& [version, name] : kNames) {
    if (name == text) return version;
  }
  assert(false);
  return SklearnVersion::k1_9;
}

}  // namespace assay
