#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

// Things that some tests need and not every machine has. A test that misses one says so and skips:
//
//   const auto model = assay::test::test_model("sentence-transformers__all-MiniLM-L6-v2");
//   if (!model) GTEST_SKIP() << "no such model: run tools/fetch_default_model.py or set ASSAY_TEST_MODELS";

namespace assay::test {

// The repository.
[[nodiscard]] std::filesystem::path source_folder();

// tests/data of the repository.
[[nodiscard]] std::filesystem::path test_data();

// The folder of benchmark data that only developers have: $ASSAY_SHARED_DATA, else shared/data beside the repository.
// nullopt when neither is there.
[[nodiscard]] std::optional<std::filesystem::path> shared_data();

// The Sentence Transformers folder of a published model, named <org>__<name>: $ASSAY_TEST_MODELS/<name>, else
// .cache/models/<name> in the repository, where tools/fetch_default_model.py puts the default model.
// nullopt when it is in neither place (a folder without modules.json does not count: a download that was cut short).
[[nodiscard]] std::optional<std::filesystem::path> test_model(std::string_view org__name);

}  // namespace assay::test
