#include "cli/exit_code.h"

#include <cstdio>

namespace assay::cli {

int exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage:
      return kExitUsage;
    case ErrorKind::kInterrupted:
      return kExitInterrupted;
    case ErrorKind::kBadData:
    case ErrorKind::kUnavailable:
    case ErrorKind::kNotSupported:
      return kExitFailed;
  }
  return kExitInternal;
}

void print_error(const std::string& message) {
  std::string line = "assay: " + message;
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace assay::cli
