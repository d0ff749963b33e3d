#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"

namespace assay::cli {

// What the command line asks for.
struct Request {
  Command* command = nullptr;  // nullptr: print `text` and be done
  std::string text;
};

// Reads the command line into the members of one of `commands`, the open flags from environment and
// configuration file. Throws Error{kUsage} for what does not fit, with the nearest name where one
// is near.
[[nodiscard]] Request read_command_line(const std::vector<std::unique_ptr<Command>>& commands,
                                        int argc, const char* const* argv);

}  // namespace assay::cli
