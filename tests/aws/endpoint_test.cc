#include "aws/endpoint.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "aws/aws_test_support.h"
#include "support/error_of.h"

namespace assay {
namespace {

using enum AwsService;

struct HostCase {
  AwsService service;
  const char* region;
  EndpointOptions options;
  const char* host;
};

// What botocore 1.43's resolver gives, and the exceptions in AWS's endpoint tables.
TEST(EndpointTest, NamesTheHostsOfEveryPartition) {
  const HostCase cases[] = {
      {kBedrockRuntime, "us-east-1", {}, "bedrock-runtime.us-east-1.amazonaws.com"},
      {kBedrockRuntime,
       "us-east-1",
       {.fips = true},
       "bedrock-runtime-fips.us-east-1.amazonaws.com"},
      {kBedrock, "eu-west-1", {.dual_stack = true}, "bedrock.eu-west-1.api.aws"},
      {kSageMaker, "eu-west-1", {}, "api.sagemaker.eu-west-1.amazonaws.com"},
      {kSageMaker, "us-east-1", {.fips = true}, "api-fips.sagemaker.us-east-1.amazonaws.com"},
      {kSageMakerRuntime, "us-east-1", {}, "runtime.sagemaker.us-east-1.amazonaws.com"},
      {kSageMakerRuntime,
       "us-east-1",
       {.fips = true},
       "runtime-fips.sagemaker.us-east-1.amazonaws.com"},
      {kSageMakerRuntime,
       "us-gov-west-1",
       {.fips = true},
       "runtime.sagemaker.us-gov-west-1.amazonaws.com"},
      {kSageMaker,
       "us-gov-west-1",
       {.fips = true},
       "api.sagemaker-fips.us-gov-west-1.amazonaws.com"},
      {kSts, "us-gov-west-1", {.fips = true}, "sts.us-gov-west-1.amazonaws.com"},
      {kSts, "cn-north-1", {}, "sts.cn-north-1.amazonaws.com.cn"},
      {kBedrock, "eusc-de-east-1", {}, "bedrock.eusc-de-east-1.amazonaws.eu"},
      {kS3, "eu-west-1", {}, "s3.eu-west-1.amazonaws.com"},
      {kS3, "us-east-1", {.fips = true}, "s3-fips.us-east-1.amazonaws.com"},
      {kS3, "us-east-1", {.dual_stack = true}, "s3.dualstack.us-east-1.amazonaws.com"},
      {kS3, "cn-north-1", {}, "s3.cn-north-1.amazonaws.com.cn"},
  };
  for (const HostCase& c : cases) EXPECT_EQ(default_host(c.service, c.region, c.options), c.host);
}

TEST(EndpointTest, TakesTheRegionInOrder) {
  test::AwsWorld world;
  world.home.write(".aws/config",
                   "[default]\nregion = eu-west-3\n[profile dev]\nregion=ap-south-1\n");
  EXPECT_EQ(world.settings()->region(), "eu-west-3");
  EXPECT_EQ(world.settings({.profile = "dev"})->region(), "ap-south-1");
  world.variables["AWS_DEFAULT_REGION"] = "us-west-1";
  EXPECT_EQ(world.settings()->region(), "us-west-1");
  world.variables["AWS_REGION"] = "us-west-2";
  EXPECT_EQ(world.settings()->region(), "us-west-2");
  EXPECT_EQ(world.settings({.region = "eu-central-1"})->region(), "eu-central-1");
}

TEST(EndpointTest, KnowsNoRegionByItself) { EXPECT_EQ(test::AwsWorld().settings()->region(), ""); }

TEST(EndpointTest, TakesAnEndpointInOrder) {
  test::AwsWorld world;
  world.home.write(".aws/config",
                   "[default]\nservices = local\nendpoint_url = http://profile:1\n"
                   "[services local]\nbedrock_runtime =\n  endpoint_url = http://services:2\n");
  EXPECT_EQ(to_string(world.settings()->endpoint(kBedrockRuntime, "us-east-1")),
            "http://services:2/");
  EXPECT_EQ(to_string(world.settings()->endpoint(kSts, "us-east-1")), "http://profile:1/");
  world.variables["AWS_ENDPOINT_URL"] = "http://all:3";
  EXPECT_EQ(to_string(world.settings()->endpoint(kBedrockRuntime, "us-east-1")), "http://all:3/");
  world.variables["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = "http://own:4/x";
  EXPECT_EQ(to_string(world.settings()->endpoint(kBedrockRuntime, "us-east-1")), "http://own:4/x");
  world.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  world.variables["AWS_USE_DUALSTACK_ENDPOINT"] = "true";
  EXPECT_EQ(to_string(world.settings()->endpoint(kBedrockRuntime, "us-east-1")),
            "https://bedrock-runtime.us-east-1.api.aws/");
}

TEST(EndpointTest, RefusesWhatIsNoRegion) {
  const auto settings = test::AwsWorld().settings();
  EXPECT_NE(
      test::error_of([&] { (void)settings->endpoint(kSts, "us east"); }).find("region 'us east'"),
      std::string::npos);
}

TEST(EndpointTest, NamesAMissingProfile) {
  test::AwsWorld world;
  EXPECT_NE(test::error_of([&] { (void)world.settings({.profile = "dve"}); }).find("'dve'"),
            std::string::npos);
}

TEST(AwsFileTest, ParsesSectionsCommentsAndBlocks) {
  const auto file = parse_aws_file(
      "# comment\n[default]\nkey=a=b\nother = v ; note\n\n[services x]\ns3 =\n  endpoint_url = u\n"
      "  more = m\nlast = 1\n",
      "config");
  EXPECT_EQ(file.at("default").at("key"), "a=b");
  EXPECT_EQ(file.at("default").at("other"), "v");
  EXPECT_EQ(file.at("services x").at("s3.endpoint_url"), "u");
  EXPECT_EQ(file.at("services x").at("s3.more"), "m");
  EXPECT_EQ(file.at("services x").at("last"), "1");
}

TEST(AwsFileTest, NamesTheLineButNotItsContent) {
  EXPECT_EQ(test::error_of([] { (void)parse_aws_file("[a]\nsecret-without-key\n", "f"); }),
            "f:2: expected [section] or key = value");
  EXPECT_EQ(test::error_of([] { (void)parse_aws_file("a = b\n", "f"); }),
            "f:1: a key stands before the first section");
}

TEST(AwsFileTest, CredentialsFileWins) {
  test::AwsWorld world;
  world.home.write(".aws/config", "[profile dev]\nregion = r\naws_access_key_id = config\n");
  world.home.write(".aws/credentials", "[dev]\naws_access_key_id = credentials\n");
  const auto profile = world.settings({.profile = "dev"})->profile();
  EXPECT_EQ(profile.at("aws_access_key_id"), "credentials");
  EXPECT_EQ(profile.at("region"), "r");
}

}  // namespace
}  // namespace assay
