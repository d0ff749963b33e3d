#include "encoder/remote_aws_client.h"

namespace assay {

std::shared_ptr<AwsClient> make_aws_client(const RemoteOptions& options) {
  return make_aws_client({.region = options.region, .profile = options.profile}, {});
}

}  // namespace assay
