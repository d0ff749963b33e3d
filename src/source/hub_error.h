#pragma once

#include <string>

#include "assay/error.h"
#include "net/http.h"
#include "source/hub_repo.h"

namespace assay {

// The hub knows the repository but not the revision: no cached copy can be meant.
class RevisionNotFound : public Error {
 public:
  explicit RevisionNotFound(const std::string& message) : Error(ErrorKind::kUsage, message) {}
};

// Throws the Error that tells what to do about an answer of the hub, other than 2xx, or the lack of
// one. No secret comes into the message, whatever the server wrote.
[[noreturn]] void throw_hub_error(const HubRepo& repo, const std::string& revision,
                                  const HttpOutcome& outcome, const HubOptions& options);

}  // namespace assay
