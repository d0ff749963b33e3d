#include "aws/endpoint.h"

#include <algorithm>
#include <utility>

#include "assay/error.h"

namespace assay {
namespace {

// "bedrock_runtime" in files, in capitals in variables.
std::string setting_name(AwsService service, bool capitals) {
  std::string name(name_of(service));
  for (char& c : name) {
    if (c == '-') c = '_';
    if (capitals && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

std::string suffix_of(const std::string& partition, bool dual_stack) {
  if (partition == "aws-cn") {
    return dual_stack ? "api.amazonwebservices.com.cn" : "amazonaws.com.cn";
  }
  if (partition == "aws-eusc") return dual_stack ? "api.amazonwebservices.eu" : "amazonaws.eu";
  return dual_stack ? "api.aws" : "amazonaws.com";
}

// In us-gov-* the plain hosts of these are FIPS hosts.
bool is_plain_fips(AwsService service, const std::string& partition) {
  return partition == "aws-us-gov" &&
         (service == AwsService::kSageMakerRuntime || service == AwsService::kSts);
}

}  // namespace

std::string_view name_of(AwsService service) {
  switch (service) {
    case AwsService::kBedrock:
      return "bedrock";
    case AwsService::kBedrockRuntime:
      return "bedrock-runtime";
    case AwsService::kSageMaker:
      return "sagemaker";
    case AwsService::kSageMakerRuntime:
      return "sagemaker-runtime";
    case AwsService::kSts:
      return "sts";
    case AwsService::kS3:
      return "s3";
  }
  return "";
}

std::string_view signing_name(AwsService service) {
  switch (service) {
    case AwsService::kBedrock:
    case AwsService::kBedrockRuntime:
      return "bedrock";
    case AwsService::kSageMaker:
    case AwsService::kSageMakerRuntime:
      return "sagemaker";
    case AwsService::kSts:
      return "sts";
    case AwsService::kS3:
      return "s3";
  }
  return "";
}

std::string partition_of(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  if (region.starts_with("us-gov-")) return "aws-us-gov";
  return region.starts_with("eusc-") ? "aws-eusc" : "aws";
}

std::string default_host(AwsService service, const std::string& region,
                         const EndpointOptions& options) {
  const std::string partition = partition_of(region);
  const bool fips = options.fips && !is_plain_fips(service, partition);
  if (service == AwsService::kS3) {
    return std::string(fips ? "s3-fips." : "s3.") + (options.dual_stack ? "dualstack." : "") +
           region + "." + suffix_of(partition, false);
  }
  const std::string end = "." + region + "." + suffix_of(partition, options.dual_stack);
  const bool is_sagemaker =
      service == AwsService::kSageMaker || service == AwsService::kSageMakerRuntime;
  if (!is_sagemaker) return std::string(name_of(service)) + (fips ? "-fips" : "") + end;
  const std::string front = service == AwsService::kSageMaker ? "api" : "runtime";
  if (!fips) return front + ".sagemaker" + end;
  return partition == "aws" ? front + "-fips.sagemaker" + end : front + ".sagemaker-fips" + end;
}

AwsSettings::AwsSettings(AwsEnvironment environment, AwsChoice choice)
    : environment_(std::move(environment)),
      choice_(std::move(choice)),
      profiles_(AwsProfiles::load(environment_)) {
  // botocore reads AWS_DEFAULT_PROFILE too; AWS_PROFILE is what all of AWS's clients know.
  const auto named = environment_.variable("AWS_PROFILE");
  const auto old_name = environment_.variable("AWS_DEFAULT_PROFILE");
  profile_name_ = !choice_.profile.empty() ? choice_.profile
                  : named                  ? *named
                                           : old_name.value_or("default");
  const auto found = profiles_.profile(profile_name_);
  if (!found && profile_name_ != "default") {
    throw Error(ErrorKind::kUsage, "AWS profile '" + profile_name_ +
                                       "' is neither in ~/.aws/config nor in ~/.aws/credentials");
  }
  if (found) profile_ = *found;
}

std::string AwsSettings::region() const {
  if (!choice_.region.empty()) return choice_.region;
  for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (const auto value = environment_.variable(name)) return *value;
  }
  const auto found = profile_.find("region");
  return found == profile_.end() ? "" : found->second;
}

std::string AwsSettings::configured_endpoint(AwsService service) const {
  if (is_true(environment_.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))) return "";
  if (const auto own = environment_.variable("AWS_ENDPOINT_URL_" + setting_name(service, true))) {
    return *own;
  }
  if (const auto all = environment_.variable("AWS_ENDPOINT_URL")) return *all;
  if (const auto services = profile_.find("services"); services != profile_.end()) {
    const auto section = profiles_.services(services->second);
    if (section) {
      const auto found = section->find(setting_name(service, false) + ".endpoint_url");
      if (found != section->end()) return found->second;
    }
  }
  const auto found = profile_.find("endpoint_url");
  return found == profile_.end() ? "" : found->second;
}

Url AwsSettings::endpoint(AwsService service, const std::string& region) const {
  std::string address = configured_endpoint(service);
  if (address.empty()) {
    const auto flag = [&](const char* variable, const char* key) {
      if (const auto value = environment_.variable(variable)) return is_true(value);
      const auto found = profile_.find(key);
      return found != profile_.end() && is_true(found->second);
    };
    const EndpointOptions options = {
        .fips = flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        .dual_stack = flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")};
    address = "https://" + default_host(service, region, options);
  }
  const auto url = parse_url(address);
  if (!url) {
    throw Error(ErrorKind::kUsage, "the endpoint of " + std::string(name_of(service)) +
                                       " is no http or https address: region '" + region + "'");
  }
  return *url;
}

std::string AwsSettings::foreign_address(AwsService service) const {
  const auto url = parse_url(configured_endpoint(service));
  if (!url) return "";
  for (const std::string_view own :
       {".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws",
        ".api.amazonwebservices.com.cn", ".api.amazonwebservices.eu"}) {
    if (url->host.ends_with(own)) return "";
  }
  return describe(*url);
}

}  // namespace assay
