#pragma once

#include <string>

#include "assay/error.h"

namespace assay::cli {

// docs/exit-codes.md
inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInternal = 70;
inline constexpr int kExitInterrupted = 130;

[[nodiscard]] int exit_code_of(ErrorKind kind);

// "assay: <message>" on standard error, one line.
void print_error(const std::string& message);

}  // namespace assay::cli
