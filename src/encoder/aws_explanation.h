#pragma once

#include <string>

#include "aws/aws_error.h"

namespace assay {

// What a failed call means and what to do about it, one line: the service's words, then ours. With the IAM
// statement that is missing when the service says that a right is.
// `action` is "bedrock:InvokeModel", `resource` the ARN it has to be allowed on.
[[nodiscard]] std::string explain_aws_error(const AwsError& error, const std::string& what,
                                            const std::string& action, const std::string& resource);

}  // namespace assay
