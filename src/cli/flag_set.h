#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace assay::cli {

// Declares the flags of one command. Only this class and CommandLine know the library that parses
// command lines.
//
// `names` is "--limit" or "-m,--model": the long name is also the key of the configuration file
// and, in capitals with "_" for "-", the environment variable ASSAY_LIMIT. The targets must outlive
// the set; they are written only when a value is given.
class FlagSet {
 public:
  explicit FlagSet(CLI::App& app) : app_(app) {}

  void flag(const std::string& names, bool& target, const std::string& help);
  void text(const std::string& names, std::string& target, const std::string& value_name,
            const std::string& help);
  // One or more values.
  void texts(const std::string& names, std::vector<std::string>& target,
             const std::string& value_name, const std::string& help);
  // A whole number, 0 and more.
  void count(const std::string& names, std::size_t& target, const std::string& help);
  void choice(const std::string& names, std::string& target,
              const std::vector<std::string>& choices, const std::string& help);
  // What stands on the command line without a flag; cannot come from elsewhere.
  void argument(const std::string& name, std::string& target, const std::string& help,
                bool required);
  void arguments(const std::string& name, std::vector<std::string>& target,
                 const std::string& help);

  struct Flag {
    std::string name;  // "batch-tokens"
    bool takes_value = true;
    bool takes_list = false;
    CLI::Option* option = nullptr;
  };
  [[nodiscard]] const std::vector<Flag>& flags() const noexcept { return flags_; }
  // True when the command line has it.
  [[nodiscard]] static bool is_given(const Flag& flag);
  // As if the command line had it with these values. Throws Error{kUsage} naming `source` when they
  // do not fit.
  static void set(const Flag& flag, const std::vector<std::string>& values,
                  const std::string& source);

 private:
  void remember(CLI::Option* option, bool takes_value, bool takes_list);

  CLI::App& app_;
  std::vector<Flag> flags_;
};

}  // namespace assay::cli
