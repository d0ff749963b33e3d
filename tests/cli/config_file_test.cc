#include "cli/config_file.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/temporary_folder.h"

namespace assay::cli {
namespace {

std::string message_for(const std::string& content) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("assay.toml", content);
  try {
    const ConfigFile file(path);
    return "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    return std::string(error.what()).substr(folder.path().string().size() + 1);
  }
}

TEST(ConfigFileTest, AKeyOfTheSectionWinsOverOneAtTheTop) {
  const test::TemporaryFolder folder;
  const ConfigFile file(folder.write("assay.toml",
                                     "threads = 8\nquiet = true\n"
                                     "[run]\nthreads = 2\nmodel = [\"a/b\", \"c/d\"]\n"));
  EXPECT_EQ(file.find("run", "threads")->values, (std::vector<std::string>{"2"}));
  EXPECT_EQ(file.find("embed", "threads")->values, (std::vector<std::string>{"8"}));
  EXPECT_EQ(file.find("run", "quiet")->values, (std::vector<std::string>{"true"}));
  EXPECT_EQ(file.find("run", "model")->values, (std::vector<std::string>{"a/b", "c/d"}));
  EXPECT_EQ(file.find("run", "output"), nullptr);
  EXPECT_TRUE(file.find("run", "threads")->where.ends_with("assay.toml:4"));
}

TEST(ConfigFileTest, SaysWhereItIsNotToml) {
  EXPECT_TRUE(message_for("threads = 8\nquiet =\n").starts_with("assay.toml:2: not valid TOML: "));
}

TEST(ConfigFileTest, RefusesValuesThatNoFlagHas) {
  EXPECT_EQ(message_for("a = 1979-05-27\n"),
            "assay.toml:1: expected a string, a number, true or false");
  EXPECT_EQ(message_for("a = [[1]]\n"), "assay.toml:1: expected a string, a number, true or false");
}

TEST(ConfigFileTest, AMissingFileIsUnavailable) {
  try {
    const ConfigFile file("/nowhere/assay.toml");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUnavailable);
  }
}

}  // namespace
}  // namespace assay::cli
