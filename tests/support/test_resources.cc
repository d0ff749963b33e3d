#include "support/test_resources.h"

#include <cstdlib>

namespace assay::test {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> folder_if_there(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::nullopt;
  return path;
}

std::optional<fs::path> folder_from_environment(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return folder_if_there(value);
}

std::optional<fs::path> complete_model(const fs::path& folder) {
  auto found = folder_if_there(folder);
  if (found && !fs::exists(*found / "modules.json")) return std::nullopt;
  return found;
}

}  // namespace

// The only place that knows the repository's path, so that the other tests compile to the same in every checkout.
fs::path source_folder() { return ASSAY_SOURCE_DIR; }

fs::path test_data() { return source_folder() / "tests" / "data"; }

std::optional<fs::path> shared_data() {
  if (auto folder = folder_from_environment("ASSAY_SHARED_DATA")) return folder;
  return folder_if_there(source_folder().parent_path() / "shared" / "data");
}

std::optional<fs::path> test_model(std::string_view org__name) {
  if (auto models = folder_from_environment("ASSAY_TEST_MODELS")) {
    if (auto folder = complete_model(*models / org__name)) return folder;
  }
  return complete_model(source_folder() / ".cache" / "models" / org__name);
}

}  // namespace assay::test
