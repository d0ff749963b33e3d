#pragma once

#include <memory>

#include "assay/remote.h"
#include "aws/aws_client.h"

namespace assay {

// In the region and with the profile of the options, where they name any. Throws as make_aws_client.
[[nodiscard]] std::shared_ptr<AwsClient> make_aws_client(const RemoteOptions& options);

}  // namespace assay
