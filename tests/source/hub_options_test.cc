#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "assay/error.h"
#include "assay/source.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

// Sets the variables for as long as a test runs, all others of the hub unset.
class HubOptionsTest : public testing::Test {
 protected:
  HubOptionsTest() {
    for (const char* name :
         {"HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "XDG_CACHE_HOME", "HF_ENDPOINT",
          "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH", "HF_HUB_DISABLE_IMPLICIT_TOKEN",
          "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DOWNLOAD_TIMEOUT", "HOME"}) {
      const char* value = std::getenv(name);
      before_[name] = value == nullptr ? std::nullopt : std::optional<std::string>(value);
      unsetenv(name);
    }
    set("HOME", folder_.path().string());
  }
  ~HubOptionsTest() override {
    for (const auto& [name, value] : before_) {
      if (value) {
        setenv(name.c_str(), value->c_str(), 1);
      } else {
        unsetenv(name.c_str());
      }
    }
  }
  static void set(const char* name, const std::string& value) { setenv(name, value.c_str(), 1); }

  test::TemporaryFolder folder_;
  std::map<std::string, std::optional<std::string>> before_;
};

TEST_F(HubOptionsTest, DefaultsAreThoseOfHuggingfaceHub) {
  const HubOptions options = hub_options_from_environment();
  EXPECT_EQ(options.endpoint, "https://huggingface.co");
  EXPECT_EQ(options.cache, folder_.path() / ".cache/huggingface/hub");
  EXPECT_EQ(options.token, "");
  EXPECT_FALSE(options.offline);
  EXPECT_EQ(options.stall_seconds, 10U);
}

TEST_F(HubOptionsTest, TheCacheIsNamedByTheNearestVariable) {
  set("XDG_CACHE_HOME", "/x");
  EXPECT_EQ(hub_options_from_environment().cache, "/x/huggingface/hub");
  set("HF_HOME", "~/hf");
  EXPECT_EQ(hub_options_from_environment().cache, folder_.path() / "hf/hub");
  set("HUGGINGFACE_HUB_CACHE", "/old");
  EXPECT_EQ(hub_options_from_environment().cache, "/old");
  set("HF_HUB_CACHE", "$HF_HOME-${XDG_CACHE_HOME}/$NO_SUCH/$");
  EXPECT_EQ(hub_options_from_environment().cache, "~/hf-/x/$NO_SUCH/$");
}

TEST_F(HubOptionsTest, TheTokenComesFromTheVariableElseTheFile) {
  folder_.write(".cache/huggingface/token", "from file\n");
  EXPECT_EQ(hub_options_from_environment().token, "from file");
  set("HF_TOKEN_PATH", folder_.write("elsewhere", "  other\r\n").string());
  EXPECT_EQ(hub_options_from_environment().token, "other");
  set("HUGGING_FACE_HUB_TOKEN", "old");
  EXPECT_EQ(hub_options_from_environment().token, "old");
  set("HF_TOKEN", " new\n");
  EXPECT_EQ(hub_options_from_environment().token, "new");
  set("HF_HUB_DISABLE_IMPLICIT_TOKEN", "yes");
  EXPECT_EQ(hub_options_from_environment().token, "");
}

TEST_F(HubOptionsTest, OfflineAsHuggingfaceHubReadsIt) {
  for (const char* value : {"1", "on", "Yes", "TRUE"}) {
    set("HF_HUB_OFFLINE", value);
    EXPECT_TRUE(hub_options_from_environment().offline) << value;
  }
  for (const char* value : {"0", "off", "", "2"}) {
    set("HF_HUB_OFFLINE", value);
    EXPECT_FALSE(hub_options_from_environment().offline) << value;
  }
  unsetenv("HF_HUB_OFFLINE");
  set("TRANSFORMERS_OFFLINE", "1");
  EXPECT_TRUE(hub_options_from_environment().offline);
}

TEST_F(HubOptionsTest, AnEndpointHasNoSlashAtTheEnd) {
  set("HF_ENDPOINT", "http://mirror:8080/hf/");
  EXPECT_EQ(hub_options_from_environment().endpoint, "http://mirror:8080/hf");
  set("HF_ENDPOINT", "mirror");
  EXPECT_EQ(test::error_kind_of([] { (void)hub_options_from_environment(); }), ErrorKind::kUsage);
}

TEST_F(HubOptionsTest, ATimeoutIsANumber) {
  set("HF_HUB_DOWNLOAD_TIMEOUT", "30");
  EXPECT_EQ(hub_options_from_environment().stall_seconds, 30U);
  set("HF_HUB_DOWNLOAD_TIMEOUT", "soon");
  EXPECT_EQ(test::error_kind_of([] { (void)hub_options_from_environment(); }), ErrorKind::kUsage);
}

}  // namespace
}  // namespace assay
