#pragma once

#include <string>
#include <string_view>

#include "aws/aws_environment.h"
#include "net/url.h"

namespace assay {

enum class AwsService { kBedrock, kBedrockRuntime, kSageMaker, kSageMakerRuntime, kSts, kS3 };

// "bedrock-runtime", as AWS names it.
[[nodiscard]] std::string_view name_of(AwsService service);
// What stands in the scope of a signature: bedrock-runtime signs as "bedrock".
[[nodiscard]] std::string_view signing_name(AwsService service);

// "aws", "aws-cn", "aws-us-gov" or "aws-eusc", from the region's name.
[[nodiscard]] std::string partition_of(std::string_view region);

struct EndpointOptions {
  bool fips = false;
  bool dual_stack = false;
};

// Where the service is in the region, by AWS's rules (as botocore's endpoint data has them).
[[nodiscard]] std::string default_host(AwsService service, const std::string& region,
                                       const EndpointOptions& options);

// What the user chose; the flags come first, then the environment, then the profile.
struct AwsChoice {
  std::string region;   // --region
  std::string profile;  // --profile
};

// AWS settings, read once: profile, region, endpoints.
class AwsSettings {
 public:
  // Throws Error: kUsage for a profile that is named but not there, kBadData for broken files.
  AwsSettings(AwsEnvironment environment, AwsChoice choice);

  [[nodiscard]] const AwsEnvironment& environment() const noexcept { return environment_; }
  [[nodiscard]] const AwsProfiles& profiles() const noexcept { return profiles_; }
  [[nodiscard]] const std::string& profile_name() const noexcept { return profile_name_; }
  [[nodiscard]] bool is_profile_chosen() const noexcept { return !choice_.profile.empty(); }
  [[nodiscard]] const AwsProfiles::Section& profile() const noexcept { return profile_; }

  // --region, AWS_REGION, AWS_DEFAULT_REGION, the profile's; "" when none says it.
  [[nodiscard]] std::string region() const;
  // AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the profile's services section, the profile's
  // endpoint_url, else the default. Throws Error{kUsage} for an address that is none.
  [[nodiscard]] Url endpoint(AwsService service, const std::string& region) const;
  // True when the address is the user's and not worked out from the region.
  [[nodiscard]] bool is_endpoint_configured(AwsService service) const {
    return !configured_endpoint(service).empty();
  }
  // The configured address when it is none of AWS's own: what answers there may be another model than
  // its name says. "" for AWS's hosts, those of VPC endpoints included.
  [[nodiscard]] std::string foreign_address(AwsService service) const;

 private:
  [[nodiscard]] std::string configured_endpoint(AwsService service) const;
  AwsEnvironment environment_;
  AwsChoice choice_;
  AwsProfiles profiles_;
  std::string profile_name_;
  AwsProfiles::Section profile_;
};

}  // namespace assay
