#include "run/model_identity.h"

#include <gtest/gtest.h>

#include "support/temporary_folder.h"

namespace assay {
namespace {

constexpr const char* kCommit = "0123456789abcdef0123456789abcdef01234567";

TEST(ModelIdentityTest, ALocalFolderIsNamedAfterItself) {
  const test::TemporaryFolder folder;
  folder.write("my-model/config.json", "{}");
  const ResultStore store(folder.path() / "results");
  const auto identity = identify_model((folder.path() / "my-model/").string(), store);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->name, "local/my-model");
  EXPECT_EQ(identity->revision, "no_revision_available");
}

TEST(ModelIdentityTest, ACommitAfterTheNameIsTheRevision) {
  const ResultStore store("/nowhere");
  const auto identity = identify_model(std::string("org/name@") + kCommit, store);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->name, "org/name");
  EXPECT_EQ(identity->revision, kCommit);
}

TEST(ModelIdentityTest, ANameIsTheNewestResultMadeForTheSameRequest) {
  const test::TemporaryFolder folder;
  const auto record = [](const std::string& requested) {
    return R"({"schema_version":1,"runs":[{"requested":")" + requested + R"("}],"evaluations":[]})";
  };
  folder.write("org__name/aaa/assay/T.json", record("org/name@other-branch"));
  folder.write("org__name/bbb/assay/T.json", record("org/name"));
  folder.write("org__name/ccc/T.json", "{}");
  const ResultStore store(folder.path());
  const auto identity = identify_model("org/name", store);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->revision, "bbb");
  EXPECT_FALSE(identify_model("org/name@main", store));
  EXPECT_FALSE(identify_model("org/unheard-of", store));
}

TEST(ModelFingerprintTest, ChangesWithTheFilesAndIsEmptyForNames) {
  const test::TemporaryFolder folder;
  folder.write("m/model.safetensors", "1234");
  const std::string path = (folder.path() / "m").string();
  const std::string before = model_fingerprint(path);
  EXPECT_EQ(model_fingerprint(path), before);
  EXPECT_EQ(model_fingerprint(path + "/"), before);
  folder.write("m/model.safetensors", "12345");
  EXPECT_NE(model_fingerprint(path), before);
  EXPECT_EQ(model_fingerprint("org/name"), "");
}

}  // namespace
}  // namespace assay
