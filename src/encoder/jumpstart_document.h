#pragma once

#include <string>

#include "assay/json.h"
#include "assay/jumpstart.h"
#include "aws/aws_client.h"

namespace assay {

// What the public hub says about a model; version "" = the newest. Throws Error: kUsage when it is not
// there, kUnavailable, and as below.
[[nodiscard]] EndpointPlan find_jumpstart_model(AwsClient& client, const std::string& id,
                                                const std::string& version);

// From HubContentDocument. Throws Error{kNotSupported} for what cannot be deployed by three calls alone.
[[nodiscard]] EndpointPlan read_jumpstart_document(const Json& document, const std::string& id,
                                                   const std::string& version);

}  // namespace assay
