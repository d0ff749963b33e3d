#include "encoder/weights_hash.h"

#include <gtest/gtest.h>

#include <set>

#include "support/temporary_folder.h"

namespace assay {
namespace {

// FIPS 180-2: SHA-256 of "abc".
constexpr const char* kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(WeightsHashTest, FilesAreHashedUnderTheirNameBelowTheFolder) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("2_Dense/model.safetensors", "abc");
  EXPECT_EQ(hash_weights(folder.path(), {file}).dump(),
            std::string(R"({"2_Dense/model.safetensors":")") + kAbc + "\"}");
}

TEST(WeightsHashTest, ALinkToABlobOfAHubCacheIsTakenAtItsWord) {
  const test::TemporaryFolder folder;
  const std::string name(64, '7');
  folder.write("blobs/" + name, "abc");
  std::filesystem::create_directories(folder.path() / "snapshots/1");
  const auto link = folder.path() / "snapshots/1/model.safetensors";
  std::filesystem::create_symlink("../../blobs/" + name, link);
  EXPECT_EQ(hash_weights(link.parent_path(), {link})["model.safetensors"], name);
}

TEST(WeightsHashTest, AnyOtherLinkIsRead) {
  const test::TemporaryFolder folder;
  folder.write("blobs/" + std::string(40, 'a'),
               "abc");  // a small file's blob is named by its git hash
  const auto link = folder.path() / "model.safetensors";
  std::filesystem::create_symlink("blobs/" + std::string(40, 'a'), link);
  EXPECT_EQ(hash_weights(folder.path(), {link})["model.safetensors"], kAbc);
}

TEST(ConfigurationHashTest, ChangesWithEveryFileThatDecidesTheNumbers) {
  const test::TemporaryFolder folder;
  const std::vector<std::filesystem::path> modules = {folder.path() / "1_Pooling",
                                                      folder.path() / "2_Normalize"};
  std::set<std::string> hashes;
  hashes.insert(hash_configuration(folder.path(), modules));
  for (const char* file : {"config.json", "tokenizer.json", "vocab.txt", "1_Pooling/config.json"}) {
    folder.write(file, "{}");
    hashes.insert(hash_configuration(folder.path(), modules));
    folder.write(file, "{ }");
    hashes.insert(hash_configuration(folder.path(), modules));
  }
  EXPECT_EQ(hashes.size(), 9U);
  const std::string before = hash_configuration(folder.path(), modules);
  folder.write("README.md", "x");
  folder.write("model.safetensors", "x");
  EXPECT_EQ(hash_configuration(folder.path(), modules), before);
}

}  // namespace
}  // namespace assay
