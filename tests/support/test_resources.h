#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

// Things that some tests need and not every machine has. A test that misses one says so and skips:
//
//   const auto model = assay::test::test_model("sentence-transformers__all-MiniLM-L6-v2");
//   if (!model) GTEST_SKIP() << "no such model: run tools/fetch_default_model.py or set ASSAY_TEST_MODELS";
//
// ASSAY_SOURCE_DIR comes from tests/CMakeLists.txt.

namespace assay::test {

namespace internal {

inline std::optional<std::filesystem::path> folder_if_there(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return std::nullopt;
  return path;
}

inline std::optional<std::filesystem::path> folder_from_environment(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return folder_if_there(value);
}

}  // namespace internal

// The folder of benchmark data that only developers have: $ASSAY_SHARED_DATA, else shared/data beside the repository.
// nullopt when neither is there.
[[nodiscard]] inline std::optional<std::filesystem::path> shared_data() {
  if (auto folder = internal::folder_from_environment("ASSAY_SHARED_DATA")) return folder;
  return internal::folder_if_there(std::filesystem::path(ASSAY_SOURCE_DIR).parent_path() / "shared" / "data");
}

// The Sentence Transformers folder of a published model, named <org>__<name>: $ASSAY_TEST_MODELS/<name>, else
// .cache/models/<name> in the repository, where tools/fetch_default_model.py puts the default model.
// nullopt when it is in neither place (a folder without modules.json does not count: a download that was cut short).
[[nodiscard]] inline std::optional<std::filesystem::path> test_model(std::string_view org__name) {
  const auto complete = [&](const std::filesystem::path& models) -> std::optional<std::filesystem::path> {
    auto folder = internal::folder_if_there(models / org__name);
    if (folder && !std::filesystem::exists(*folder / "modules.json")) return std::nullopt;
    return folder;
  };
  if (auto models = internal::folder_from_environment("ASSAY_TEST_MODELS")) {
    if (auto folder = complete(*models)) return folder;
  }
  return complete(std::filesystem::path(ASSAY_SOURCE_DIR) / ".cache" / "models");
}

}  // namespace assay::test
