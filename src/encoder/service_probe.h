#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "encoder/embedding_service.h"

namespace assay {

// What a service is asked for first, where nothing else says which model answers.
struct ServiceProbe {
  std::size_t dimension = 0;
  // "probe-" and hex digits: which vector the probe's text gets. Another model behind the same name
  // gives another one, so it stands where a model has its revision.
  std::string revision;
};

// The text that the probe sends.
[[nodiscard]] const std::string& probe_text();

// Asks for the vector of probe_text() until two sound replies agree, so that a faulty reply decides
// nothing. `embed` sends the texts; what it throws comes out, but for Error{kBadData}, which counts as
// a faulty reply. With `any_vector` only the dimensions have to agree, and `revision` is left empty:
// for services whose models are told apart by their names.
// Throws Error beginning with `label`: kBadData when no two replies agree, kUsage when the service
// refuses a text as plain as the probe's (RefusedText): the model or its settings are wrong.
[[nodiscard]] ServiceProbe probe_service(
    const std::string& label,
    const std::function<ServiceReply(std::span<const std::string> texts)>& embed,
    bool any_vector = false);

}  // namespace assay
