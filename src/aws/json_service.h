#pragma once

#include <string>

#include "assay/json.h"
#include "aws/aws_client.h"

namespace assay {

// One operation of a service that speaks JSON 1.1, such as SageMaker's control plane:
// call_operation(client, AwsService::kSageMaker, "SageMaker.DescribeEndpoint", {...}).
[[nodiscard]] AwsOutcome call_operation(AwsClient& client, AwsService service,
                                        const std::string& target, const Json& parameters);

// The number of the account whose credentials sign, from STS; "" when it cannot be had (a caller with a
// bearer token alone).
[[nodiscard]] std::string find_caller_account(AwsClient& client);

}  // namespace assay
