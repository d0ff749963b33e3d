#pragma once

#include <string>

#include "assay/error.h"

namespace assay::test {

// The message of the assay::Error that `action` throws; "no error" when it throws none.
template <typename Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// Its kind. REQUIRES: it throws.
template <typename Action>
ErrorKind error_kind_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.kind();
  }
  throw std::logic_error("no error was thrown");
}

}  // namespace assay::test
