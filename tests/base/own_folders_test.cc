#include "base/own_folders.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace assay {
namespace {

// Sets variables, and puts back what they were.
class OwnFoldersTest : public testing::Test {
 protected:
  void set(const char* name, const char* value) {
    const char* before = std::getenv(name);
    before_.emplace(name, before == nullptr ? std::nullopt : std::optional<std::string>(before));
    if (value == nullptr) ::unsetenv(name);
    if (value != nullptr) ::setenv(name, value, 1);
  }
  void TearDown() override {
    for (const auto& [name, value] : before_) {
      if (value) ::setenv(name.c_str(), value->c_str(), 1);
      if (!value) ::unsetenv(name.c_str());
    }
  }

 private:
  std::map<std::string, std::optional<std::string>> before_;
};

TEST_F(OwnFoldersTest, TheFirstOfThreePlaces) {
  set("ASSAY_CACHE", "/own");
  set("XDG_CACHE_HOME", "/cache");
  set("HOME", "/home/me");
  EXPECT_EQ(own_cache_folder(), "/own");
  set("ASSAY_CACHE", nullptr);
  EXPECT_EQ(own_cache_folder(), "/cache/assay");
  set("XDG_CACHE_HOME", "");
  EXPECT_EQ(own_cache_folder(), "/home/me/.cache/assay");
  set("HOME", nullptr);
  EXPECT_TRUE(own_cache_folder().empty());
}

TEST_F(OwnFoldersTest, ARelativeXdgFolderIsIgnored) {
  set("ASSAY_CACHE", nullptr);
  set("HOME", "/home/me");
  set("XDG_CACHE_HOME", "cache");
  set("XDG_STATE_HOME", "state");
  EXPECT_EQ(own_cache_folder(), "/home/me/.cache/assay");
  EXPECT_EQ(own_state_folder(), "/home/me/.local/state/assay");
  set("XDG_STATE_HOME", "/state");
  EXPECT_EQ(own_state_folder(), "/state/assay");
}

}  // namespace
}  // namespace assay
