#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <map>

#include "assay/error.h"
#include "base/suggest.h"
#include "cli/settings.h"
#include "cli/version.h"

namespace assay::cli {
namespace {

constexpr const char* kFooter =
    "Every option is also a key of ./assay.toml (or --config FILE) and an environment variable\n"
    "ASSAY_<OPTION>; the command line wins over the environment, that over the file.\n"
    "Exit codes: 0 done, 1 something failed, 2 wrong usage, 70 internal error, 130 interrupted.";

struct Declared {
  Command* command = nullptr;
  CLI::App* app = nullptr;
  FlagSet flags;
  std::string config_file;
};

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// The first thing that belongs nowhere.
[[noreturn]] void refuse(const CLI::App& root, const CLI::App* chosen, const std::string& word) {
  const bool is_option = word.starts_with('-');
  if (chosen == nullptr && !is_option) {
    std::vector<std::string> names;
    for (const CLI::App* command : root.get_subcommands({})) names.push_back(command->get_name());
    throw Error(ErrorKind::kUsage, "unknown command '" + word + "'" + did_you_mean(word, names));
  }
  const CLI::App& app = chosen == nullptr ? root : *chosen;
  const std::string where = chosen == nullptr ? "" : chosen->get_name() + ": ";
  if (!is_option) throw Error(ErrorKind::kUsage, where + "unexpected argument '" + word + "'");
  const std::string name = word.substr(0, word.find('='));
  throw Error(ErrorKind::kUsage,
              where + "unknown option '" + name + "'" + did_you_mean(name, option_names(app)));
}

}  // namespace

Request read_command_line(const std::vector<std::unique_ptr<Command>>& commands, int argc,
                          const char* const* argv) {
  CLI::App root("Evaluates text-embedding models on MTEB tasks and on your own data.", "assay");
  root.set_version_flag(
      "--version", [] { return print_version(); }, "Version, commit, compiler and instruction set");
  root.set_help_flag("-h,--help", "This help");
  root.footer(kFooter);
  root.require_subcommand(0, 1);
  std::vector<std::unique_ptr<Declared>> declared;
  KnownFlags known;
  for (const auto& command : commands) {
    CLI::App* app = root.add_subcommand(command->name(), command->summary());
    declared.push_back(std::make_unique<Declared>(
        Declared{.command = command.get(), .app = app, .flags = FlagSet(*app), .config_file = ""}));
    Declared& entry = *declared.back();
    command->declare(entry.flags);
    app->add_option("--config", entry.config_file,
                    "Read settings from this file instead of ./assay.toml")
        ->type_name("FILE");
    const std::string details = command->details();
    app->footer(details.empty() ? kFooter : details + "\n\n" + kFooter);
    known.emplace(command->name(), &entry.flags);
  }

  const auto chosen = [&]() -> const Declared* {
    for (const auto& entry : declared) {
      if (entry->app->parsed()) return entry.get();
    }
    return nullptr;
  };
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return {.command = nullptr, .text = root.help()};
  } catch (const CLI::CallForVersion& version) {
    return {.command = nullptr, .text = std::string(version.what()) + "\n"};
  } catch (const CLI::ExtrasError&) {
    const auto extras = root.remaining(true);
    refuse(root, chosen() == nullptr ? nullptr : chosen()->app,
           extras.empty() ? "" : extras.front());
  } catch (const CLI::ParseError& error) {
    const std::string where = chosen() == nullptr ? "" : chosen()->command->name() + ": ";
    throw Error(ErrorKind::kUsage, where + error.what());
  }
  const Declared* entry = chosen();
  if (entry == nullptr) {
    check_environment_names(known);
    return {.command = nullptr, .text = root.help()};
  }
  apply_settings(entry->command->name(), known, entry->config_file);
  return {.command = entry->command, .text = ""};
}

}  // namespace assay::cli
