#pragma once

#include <stdexcept>
#include <string>

namespace assay {

// What kind of failure ended an operation. The program's exit code follows from it (docs/exit-codes.md).
enum class ErrorKind {
  kUsage,    // the user asked for something that does not exist or does not fit together   exit 2
  kBadData,  // a file, a model or a reply is not what it has to be                         exit 1
  kUnavailable,  // something outside could not be reached, read or written                     exit 1
  kNotSupported,  // well formed, but this version cannot do it yet: "not supported yet: <what>"  exit 1
  kInterrupted,  // the user asked to stop (Ctrl-C); what was finished has been kept            exit 130
};

// A failure that ends the operation. The message is one line and says where, what was found and what was
// expected: "qrels/test.tsv:17: relevance 'x' is not an integer". It never holds a secret.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace assay
