#include "encoder/model_identity.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string shown(const char* path) {
  const ModelIdentity identity = identify_folder(path);
  return identity.name + " @ " + identity.revision;
}

TEST(ModelIdentityTest, AResultsTreeNameIsAHubName) {
  EXPECT_EQ(shown("/models/BAAI__bge-small-en-v1.5"),
            "BAAI/bge-small-en-v1.5 @ no_revision_available");
  EXPECT_EQ(shown("./BAAI__bge-small-en-v1.5/"), "BAAI/bge-small-en-v1.5 @ no_revision_available");
}

TEST(ModelIdentityTest, ASnapshotOfTheHubCacheIsThatCommit) {
  EXPECT_EQ(
      shown(
          "/c/models--BAAI--bge-small-en-v1.5/snapshots/5c38ec7c405ec4b44b94cc5a9bb96e735b38267a/"),
      "BAAI/bge-small-en-v1.5 @ 5c38ec7c405ec4b44b94cc5a9bb96e735b38267a");
  EXPECT_EQ(shown("/c/models--a--b--c/snapshots/5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"),
            "a/b--c @ 5c38ec7c405ec4b44b94cc5a9bb96e735b38267a");
}

TEST(ModelIdentityTest, AnyOtherFolderIsLocal) {
  EXPECT_EQ(shown("/home/me/my-model"), "local/my-model @ no_revision_available");
  EXPECT_EQ(shown("/home/me/x/../my-model/."), "local/my-model @ no_revision_available");
  EXPECT_EQ(shown("/m/__x"), "local/__x @ no_revision_available");
  EXPECT_EQ(shown("/m/snapshots/5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"),
            "local/5c38ec7c405ec4b44b94cc5a9bb96e735b38267a @ no_revision_available");
}

}  // namespace
}  // namespace assay
