#include "encoder/aws_explanation.h"

namespace assay {
namespace {

bool mentions(const AwsError& error, const char* text) {
  return error.message.find(text) != std::string::npos;
}

std::string statement(const std::string& action, const std::string& resource) {
  return R"({"Effect":"Allow","Action":")" + action + R"(","Resource":")" + resource + "\"}";
}

std::string advice(const AwsError& error, const std::string& action, const std::string& resource) {
  using Kind = AwsError::Kind;
  switch (error.kind) {
    case Kind::kAccess:
      if (mentions(error, "aws-marketplace:")) {
        return "the model has to be subscribed to once, which needs aws-marketplace:Subscribe and "
               "aws-marketplace:ViewSubscriptions; after that it can take 15 minutes";
      }
      if (mentions(error, "don't have access to the model")) {
        return "the account has no access to the model: grant it in the Bedrock console, or accept "
               "the model's agreement";
      }
      return "the caller's IAM policy needs the statement " + statement(action, resource);
    case Kind::kCredentials:
      return "the credentials are not taken, also after a refresh: they are wrong, expired, or of "
             "another partition";
    case Kind::kNotFound:
      return "there is no such thing in this region: check the name and --region";
    case Kind::kQuota:
      return "a quota of the account is used up: see Service Quotas";
    case Kind::kThrottled:
      return "too many requests a minute, also after waiting: lower --concurrency, or ask for a "
             "higher quota";
    case Kind::kValidation:
      if (mentions(error, "on-demand throughput")) {
        return "this region offers the model through an inference profile only: put its prefix in "
               "front of the id, as in us.cohere.embed-v4:0";
      }
      if (mentions(error, "model identifier is invalid")) {
        return "the id has a typo, or the region does not have the model";
      }
      return "";
    default:
      return "";
  }
}

}  // namespace

std::string explain_aws_error(const AwsError& error, const std::string& what,
                              const std::string& action, const std::string& resource) {
  std::string text = what + ": " + describe(error);
  const std::string more = advice(error, action, resource);
  if (!more.empty()) text += "; " + more;
  return text;
}

}  // namespace assay
