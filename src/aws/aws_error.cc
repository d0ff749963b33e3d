#include "aws/aws_error.h"

#include <algorithm>
#include <array>

#include "assay/error.h"
#include "aws/credential_sources.h"
#include "base/json_object.h"
#include "net/redact.h"

namespace assay {
namespace {

using Kind = AwsError::Kind;

struct KnownError {
  std::string_view name;
  Kind kind;
};
// Names of all the services used here; a name means the same everywhere.
constexpr std::array kKnown = {
    KnownError{"ThrottlingException", Kind::kThrottled},
    KnownError{"Throttling", Kind::kThrottled},
    KnownError{"ThrottledException", Kind::kThrottled},
    KnownError{"TooManyRequestsException", Kind::kThrottled},
    KnownError{"RequestLimitExceeded", Kind::kThrottled},
    KnownError{"SlowDown", Kind::kThrottled},
    KnownError{"ModelNotReadyException", Kind::kNotReady},
    KnownError{"ServiceUnavailableException", Kind::kTransient},
    KnownError{"ServiceUnavailable", Kind::kTransient},
    KnownError{"InternalServerException", Kind::kTransient},
    KnownError{"InternalFailure", Kind::kTransient},
    KnownError{"InternalDependencyException", Kind::kTransient},
    KnownError{"RequestTimeout", Kind::kTransient},  // of S3, with status 400
    KnownError{"ModelTimeoutException", Kind::kTimeout},
    KnownError{"ModelErrorException", Kind::kModel},
    KnownError{"ModelError", Kind::kModel},
    KnownError{"ServiceQuotaExceededException", Kind::kQuota},
    KnownError{"ResourceLimitExceeded", Kind::kQuota},
    KnownError{"ValidationException", Kind::kValidation},
    KnownError{"ValidationError", Kind::kValidation},
    KnownError{"ResourceNotFoundException", Kind::kNotFound},
    KnownError{"ResourceNotFound", Kind::kNotFound},
    KnownError{"NoSuchBucket", Kind::kNotFound},
    KnownError{"NoSuchKey", Kind::kNotFound},
    KnownError{"AccessDeniedException", Kind::kAccess},
    KnownError{"AccessDenied", Kind::kAccess},
    KnownError{"UnrecognizedClientException", Kind::kCredentials},
    KnownError{"ExpiredTokenException", Kind::kCredentials},
    KnownError{"ExpiredToken", Kind::kCredentials},
    KnownError{"InvalidClientTokenId", Kind::kCredentials},
    KnownError{"MissingAuthenticationTokenException", Kind::kCredentials},
    KnownError{"InvalidSignatureException", Kind::kCredentials},
    KnownError{"SignatureDoesNotMatch", Kind::kCredentials},
    KnownError{"InvalidAccessKeyId", Kind::kCredentials},
    KnownError{"RequestTimeTooSkewed", Kind::kClock},
    KnownError{"RequestExpired", Kind::kClock},
};

Kind kind_of_status(int status) {
  switch (status) {
    case 401:
    case 403:
      return Kind::kAccess;
    case 404:
      return Kind::kNotFound;
    case 408:
      return Kind::kTimeout;
    case 424:
      return Kind::kModel;
    case 429:
      return Kind::kThrottled;
    default:
      break;
  }
  if (status >= 500) return Kind::kTransient;
  return status == 400 ? Kind::kValidation : Kind::kOther;
}

std::string member(const Json& body, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = body.find(name);
    if (found != body.end() && found->is_string()) return found->get<std::string>();
  }
  return "";
}

// "ValidationException:http://internal..." and "com.amazon.coral#ValidationException".
std::string bare_name(std::string name) {
  if (const auto hash = name.find('#'); hash != std::string::npos) name = name.substr(hash + 1);
  return name.substr(0, name.find(':'));
}

void read_json_error(const Json& body, AwsError& error) {
  if (error.name.empty()) error.name = bare_name(member(body, {"__type", "code", "Code"}));
  error.message = member(body, {"message", "Message", "OriginalMessage"});
  for (const char* name : {"originalStatusCode", "OriginalStatusCode"}) {
    const auto found = body.find(name);
    if (found != body.end() && found->is_number_integer()) {
      error.original_status = found->get<int>();
    }
  }
}

void read_body(const HttpReply& reply, AwsError& error) {
  const std::string& body = reply.body;
  if (body.find('<') == 0) {
    if (error.name.empty()) error.name = xml_text(body, "Code");
    error.message = xml_text(body, "Message");
    return;
  }
  try {
    const Json json = parse_json(body, "reply");
    if (json.is_object()) read_json_error(json, error);
  } catch (const Error&) {
    error.message = body.substr(0, 200);
  }
}

AwsError of_failure(const TransportFailure& failure) {
  using Failure = TransportFailure::Kind;
  AwsError error{.message = failure.message};
  switch (failure.kind) {
    case Failure::kInterrupted:
      error.kind = Kind::kInterrupted;
      break;
    case Failure::kTooLarge:
    case Failure::kOther:
      error.kind = Kind::kOther;
      break;
    default:
      error.kind = Kind::kTransient;
  }
  return error;
}

bool mentions_clock(const std::string& message) {
  return message.find("Signature expired") != std::string::npos ||
         message.find("Signature not yet current") != std::string::npos;
}

}  // namespace

std::string describe(const AwsError& error) {
  std::string text = error.name;
  if (error.status != 0) {
    text += (text.empty() ? "status " : " (") + std::to_string(error.status);
    if (!error.name.empty()) text += ")";
  }
  if (!error.message.empty()) text += (text.empty() ? "" : ": ") + error.message;
  return text;
}

std::optional<AwsError> find_aws_error(const HttpOutcome& outcome) {
  if (outcome.failure) return of_failure(*outcome.failure);
  const HttpReply& reply = outcome.reply;
  if (reply.is_success()) return std::nullopt;
  AwsError error{.status = reply.status, .name = bare_name(reply.headers.get("x-amzn-ErrorType"))};
  read_body(reply, error);
  error.message = redact(error.message);
  std::ranges::replace_if(error.message, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  const auto known =
      std::ranges::find_if(kKnown, [&](const KnownError& k) { return k.name == error.name; });
  error.kind = known != kKnown.end() ? known->kind : kind_of_status(reply.status);
  if (error.kind == Kind::kCredentials && mentions_clock(error.message)) error.kind = Kind::kClock;
  return error;
}

unsigned max_attempts_for(const AwsError& error, unsigned most) {
  switch (error.kind) {
    case Kind::kThrottled:
    case Kind::kTransient:
      return most;
    case Kind::kNotReady:
      return std::min(most, 6U);
    case Kind::kTimeout:
      return std::min(most, 4U);
    case Kind::kModel:
      // What the container answered decides; a model that refuses its input refuses it again.
      return error.original_status == 429 || error.original_status >= 500 ? std::min(most, 3U) : 1;
    case Kind::kCredentials:
    case Kind::kClock:
      return std::min(most, 3U);
    default:
      return 1;
  }
}

}  // namespace assay
