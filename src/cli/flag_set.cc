#include "cli/flag_set.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "assay/error.h"
#include "base/suggest.h"

namespace assay::cli {
namespace {

std::string join(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

}  // namespace

void FlagSet::remember(CLI::Option* option, bool takes_value, bool takes_list) {
  flags_.push_back({.name = option->get_lnames().at(0),
                    .takes_value = takes_value,
                    .takes_list = takes_list,
                    .option = option});
}

void FlagSet::flag(const std::string& names, bool& target, const std::string& help) {
  remember(app_.add_flag(names, target, help), false, false);
}

void FlagSet::text(const std::string& names, std::string& target, const std::string& value_name,
                   const std::string& help) {
  remember(app_.add_option(names, target, help)->type_name(value_name), true, false);
}

void FlagSet::texts(const std::string& names, std::vector<std::string>& target,
                    const std::string& value_name, const std::string& help) {
  remember(app_.add_option(names, target, help)->type_name(value_name), true, true);
}

void FlagSet::count(const std::string& names, std::size_t& target, const std::string& help) {
  const auto is_whole_number = [](const std::string& value) -> std::string {
    const bool digits = !value.empty() && value.size() <= 15 &&
                        value.find_first_not_of("0123456789") == std::string::npos;
    return digits ? "" : "'" + value + "' is not a whole number";
  };
  // CLI11's own conversion would read "010" as octal.
  CLI::Option* option = app_.add_option_function<std::string>(
      names, [&target](const std::string& value) { target = std::stoull(value); }, help);
  remember(option->type_name("N")->check(is_whole_number), true, false);
}

void FlagSet::choice(const std::string& names, std::string& target,
                     const std::vector<std::string>& choices, const std::string& help) {
  const auto is_choice = [choices](const std::string& value) -> std::string {
    if (std::find(choices.begin(), choices.end(), value) != choices.end()) return "";
    return "'" + value + "' is none of " + join(choices, ", ") + did_you_mean(value, choices);
  };
  CLI::Option* option = app_.add_option(names, target, help);
  remember(option->type_name(join(choices, "|"))->check(is_choice), true, false);
}

void FlagSet::argument(const std::string& name, std::string& target, const std::string& help,
                       bool required) {
  app_.add_option(name, target, help)->type_name(" ")->required(required);
}

void FlagSet::arguments(const std::string& name, std::vector<std::string>& target,
                        const std::string& help) {
  app_.add_option(name, target, help)->type_name(" ");
}

bool FlagSet::is_given(const Flag& flag) { return flag.option->count() > 0; }

void FlagSet::set(const Flag& flag, const std::vector<std::string>& values,
                  const std::string& source) {
  try {
    flag.option->add_result(values);
    flag.option->run_callback();
  } catch (const CLI::Error& error) {
    std::string message = error.what();
    const std::string prefix = flag.option->get_name() + ": ";
    if (message.starts_with(prefix)) message.erase(0, prefix.size());
    throw Error(ErrorKind::kUsage, source + ": " + message);
  }
}

}  // namespace assay::cli
