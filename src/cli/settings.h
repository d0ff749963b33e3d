#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flag_set.h"

namespace assay::cli {

// The flags of every command by its name: what the environment and the configuration file may name.
using KnownFlags = std::map<std::string, const FlagSet*>;

// "ASSAY_BATCH_TOKENS" of "batch-tokens"; "ASSAY_VECTOR_CACHE" of "cache".
[[nodiscard]] std::string environment_name(std::string_view flag);

// Gives the flags of `command` that the command line leaves open the values of the environment,
// else of the configuration file (docs/configuration.md). `config_file` is "" when none was asked
// for: then ./assay.toml is read if it is there. Throws Error: kUsage for a variable ASSAY_... that
// is none, a key that is no flag, with the nearest one, or a value that does not fit; kBadData when
// the file is not TOML; kUnavailable when the file that was asked for cannot be read.
void apply_settings(const std::string& command, const KnownFlags& known,
                    const std::string& config_file);

// Throws Error{kUsage} for a variable that starts with ASSAY_ and means nothing to this program.
void check_environment_names(const KnownFlags& known);

}  // namespace assay::cli
