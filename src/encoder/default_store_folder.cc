#include <cstdlib>

#include "assay/encoder.h"

namespace assay {

std::filesystem::path default_store_folder() {
  const auto variable = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  if (const auto own = variable("ASSAY_CACHE"); !own.empty()) return own / "vectors";
  // A relative XDG_CACHE_HOME is to be ignored (XDG Base Directory Specification).
  std::filesystem::path cache = variable("XDG_CACHE_HOME");
  if (!cache.is_absolute()) cache = variable("HOME") / ".cache";
  return cache / "assay" / "vectors";
}

}  // namespace assay
