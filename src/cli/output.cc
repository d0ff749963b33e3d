#include "cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>

#include "assay/error.h"

namespace assay::cli {
namespace {

[[noreturn]] void fail() {
  throw Error(ErrorKind::kUnavailable,
              std::string("standard output cannot be written: ") + std::strerror(errno));
}

}  // namespace

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) fail();
}

void flush_output() {
  if (std::fflush(stdout) != 0) fail();
}

bool ask_for_yes(std::string_view question) {
  print(question);
  flush_output();
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

void print_note(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

}  // namespace assay::cli
