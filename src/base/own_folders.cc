#include "base/own_folders.h"

#include <cstdlib>

namespace assay {
namespace {

namespace fs = std::filesystem;

fs::path variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path user_folder(const char* name, const char* below_home) {
  const fs::path folder = variable(name);
  if (folder.is_absolute()) return folder / "assay";
  const fs::path home = variable("HOME");
  return home.empty() ? fs::path() : home / below_home / "assay";
}

}  // namespace

fs::path own_cache_folder() {
  const fs::path own = variable("ASSAY_CACHE");
  return own.empty() ? user_folder("XDG_CACHE_HOME", ".cache") : own;
}

fs::path own_state_folder() { return user_folder("XDG_STATE_HOME", ".local/state"); }

}  // namespace assay
