#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "assay/error.h"
#include "support/temporary_folder.h"

namespace assay::cli {
namespace {

// A command with one flag of each kind.
class ProbeCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "probe"; }
  [[nodiscard]] std::string summary() const override { return "Probes"; }
  void declare(FlagSet& flags) override {
    flags.flag("--quiet", quiet, "Quiet");
    flags.text("--output", output, "DIR", "Folder");
    flags.texts("-m,--model", models, "MODEL", "Models");
    flags.count("--batch-tokens", batch_tokens, "Tokens");
    flags.choice("--precision", precision, {"f32", "bf16", "auto"}, "Precision");
  }
  [[nodiscard]] int execute() override { return 0; }

  bool quiet = false;
  std::string output = "results";
  std::vector<std::string> models;
  std::size_t batch_tokens = 7;
  std::string precision = "auto";
};

class CommandLineTest : public ::testing::Test {
 protected:
  CommandLineTest() {
    auto probe = std::make_unique<ProbeCommand>();
    probe_ = probe.get();
    commands_.push_back(std::move(probe));
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(folder_.path());
  }
  ~CommandLineTest() override {
    std::filesystem::current_path(before_);
    for (const std::string& name : variables_) unsetenv(name.c_str());
  }
  void set_variable(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    variables_.push_back(name);
  }
  Request read(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "assay");
    return read_command_line(commands_, static_cast<int>(arguments.size()), arguments.data());
  }
  std::string message_for(std::vector<const char*> arguments) {
    try {
      (void)read(std::move(arguments));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      return error.what();
    }
    return "accepted";
  }

  test::TemporaryFolder folder_;
  ProbeCommand* probe_ = nullptr;

 private:
  std::vector<std::unique_ptr<Command>> commands_;
  std::filesystem::path before_;
  std::vector<std::string> variables_;
};

TEST_F(CommandLineTest, DefaultsHoldWhereNothingIsSaid) {
  EXPECT_EQ(read({"probe"}).command, probe_);
  EXPECT_EQ(probe_->output, "results");
  EXPECT_EQ(probe_->batch_tokens, 7U);
  EXPECT_FALSE(probe_->quiet);
}

TEST_F(CommandLineTest, ReadsEveryKindOfFlag) {
  (void)read({"probe", "--quiet", "-m", "a/b", "c/d", "--batch-tokens=010", "--output", "x",
              "--precision", "bf16"});
  EXPECT_TRUE(probe_->quiet);
  EXPECT_EQ(probe_->models, (std::vector<std::string>{"a/b", "c/d"}));
  EXPECT_EQ(probe_->batch_tokens, 10U);
  EXPECT_EQ(probe_->output, "x");
  EXPECT_EQ(probe_->precision, "bf16");
}

TEST_F(CommandLineTest, FlagBeforeEnvironmentBeforeFileBeforeDefault) {
  folder_.write(
      "assay.toml",
      "batch-tokens = 1\noutput = \"from-file\"\n[probe]\nprecision = \"bf16\"\nquiet = true\n");
  set_variable("ASSAY_BATCH_TOKENS", "2");
  (void)read({"probe", "--precision", "f32"});
  EXPECT_EQ(probe_->precision, "f32");
  EXPECT_EQ(probe_->batch_tokens, 2U);
  EXPECT_EQ(probe_->output, "from-file");
  EXPECT_TRUE(probe_->quiet);
  EXPECT_TRUE(probe_->models.empty());
}

TEST_F(CommandLineTest, ListsComeFromTheEnvironmentWithCommas) {
  set_variable("ASSAY_MODEL", "a/b,c/d");
  set_variable("ASSAY_QUIET", "no");
  set_variable("ASSAY_OUTPUT", "");
  (void)read({"probe"});
  EXPECT_EQ(probe_->models, (std::vector<std::string>{"a/b", "c/d"}));
  EXPECT_FALSE(probe_->quiet);
  EXPECT_EQ(probe_->output, "results");
}

TEST_F(CommandLineTest, TheFileMayBeNamed) {
  folder_.write("assay.toml", "batch-tokens = 1\n");
  folder_.write("other.toml", "batch-tokens = 3\n");
  (void)read({"probe", "--config", "other.toml"});
  EXPECT_EQ(probe_->batch_tokens, 3U);
  EXPECT_THROW((void)read({"probe", "--config", "missing.toml"}), Error);
}

TEST_F(CommandLineTest, UnknownNamesGetTheNearestOne) {
  EXPECT_EQ(message_for({"prob"}), "unknown command 'prob' (did you mean 'probe'?)");
  EXPECT_EQ(message_for({"probe", "--precison", "f32"}),
            "probe: unknown option '--precison' (did you mean '--precision'?)");
  EXPECT_EQ(message_for({"probe", "--batch_tokens=5"}),
            "probe: unknown option '--batch_tokens' (did you mean '--batch-tokens'?)");
  EXPECT_EQ(message_for({"probe", "--precision", "f23"}),
            "probe: --precision: 'f23' is none of f32, bf16, auto (did you mean 'f32'?)");
  EXPECT_EQ(message_for({"probe", "stray"}), "probe: unexpected argument 'stray'");
  EXPECT_EQ(message_for({"probe", "--batch-tokens", "-3"}),
            "probe: --batch-tokens: '-3' is not a whole number");
}

TEST_F(CommandLineTest, UnknownVariablesAndKeysGetTheNearestOne) {
  set_variable("ASSAY_PRECISON", "f32");
  EXPECT_EQ(message_for({"probe"}),
            "unknown environment variable ASSAY_PRECISON (did you mean 'ASSAY_PRECISION'?)");
  unsetenv("ASSAY_PRECISON");
  folder_.write("assay.toml", "\nbatch_tokens = 1\n");
  EXPECT_EQ(message_for({"probe"}),
            "assay.toml:2: unknown key 'batch_tokens' (did you mean 'batch-tokens'?)");
  folder_.write("assay.toml", "[prob]\nquiet = true\n");
  EXPECT_EQ(message_for({"probe"}),
            "assay.toml:2: there is no command 'prob' (did you mean 'probe'?)");
  folder_.write("assay.toml", "[probe]\nquite = true\n");
  EXPECT_EQ(message_for({"probe"}),
            "assay.toml:2: unknown key 'quite' of probe (did you mean 'quiet'?)");
}

TEST_F(CommandLineTest, ValuesThatDoNotFitNameTheirSource) {
  set_variable("ASSAY_BATCH_TOKENS", "many");
  EXPECT_EQ(message_for({"probe"}),
            "environment variable ASSAY_BATCH_TOKENS: 'many' is not a whole number");
  unsetenv("ASSAY_BATCH_TOKENS");
  folder_.write("assay.toml", "quiet = \"perhaps\"\n");
  EXPECT_EQ(message_for({"probe"}), "assay.toml:1: expected true or false");
  folder_.write("assay.toml", "precision = 16\n");
  EXPECT_EQ(message_for({"probe"}), "assay.toml:1: '16' is none of f32, bf16, auto");
}

TEST_F(CommandLineTest, HelpAndVersionAreTexts) {
  EXPECT_NE(read({"--help"}).text.find("probe"), std::string::npos);
  EXPECT_NE(read({"probe", "--help"}).text.find("--batch-tokens N"), std::string::npos);
  EXPECT_TRUE(read({"--version"}).text.starts_with("assay "));
  EXPECT_NE(read({}).text.find("probe"), std::string::npos);
}

}  // namespace
}  // namespace assay::cli
