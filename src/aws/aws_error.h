#pragma once

#include <optional>
#include <string>

#include "net/http.h"

namespace assay {

// What went wrong with a call to AWS, told apart by what is to be done about it.
struct AwsError {
  enum class Kind {
    kThrottled,    // too many requests: wait, and send fewer at a time
    kNotReady,     // the model is being loaded: wait
    kTransient,    // 500, 503, no or half a connection: again
    kTimeout,      // the model took too long (408): again, a few times
    kModel,        // 424: what is inside of the service failed
    kCredentials,  // not taken: refresh once
    kClock,        // our clock is wrong: correct it once
    kAccess,       // not allowed
    kNotFound,
    kQuota,
    kValidation,  // the request is wrong
    kInterrupted,
    kOther
  };
  Kind kind = Kind::kOther;
  int status = 0;           // 0 = no reply
  std::string name;         // "ThrottlingException"; "" when the reply has none
  std::string message;      // the service's, without secrets
  int original_status = 0;  // of kModel: what the model's container answered
};
// "ThrottlingException (429): Too many requests".
[[nodiscard]] std::string describe(const AwsError& error);

// nullopt for a whole 2xx reply. Names come from the header x-amzn-ErrorType, else from the body's __type or
// code (JSON) or Code (XML).
[[nodiscard]] std::optional<AwsError> find_aws_error(const HttpOutcome& outcome);

// How often a call may fail with an error of this kind before it is given up.
[[nodiscard]] unsigned max_attempts_for(const AwsError& error, unsigned most);

}  // namespace assay
