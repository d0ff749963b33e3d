#include <algorithm>

#include "assay/error.h"
#include "assay/plan.h"
#include "aws/endpoint.h"
#include "encoder/bedrock_model.h"
#include "encoder/sagemaker_service.h"

namespace assay {
namespace {

struct Place {
  std::string partition;
  std::string region;
  std::string account;  // "*" when it is not known
};

Json allow(const char* sid, const char* action, Json resource) {
  return {{"Sid", sid}, {"Effect", "Allow"}, {"Action", action}, {"Resource", std::move(resource)}};
}

bool is_profile(const std::string& id) {
  if (id.starts_with("arn:")) return id.find(":inference-profile/") != std::string::npos;
  return !id.starts_with("amazon.") && !id.starts_with("cohere.");
}

// A profile needs itself and the foundation model in every region that it may send a call to; the
// condition ties the latter to the profile.
void add_profile(Json& statements, const std::string& id, const Place& place) {
  const std::string profile = id.starts_with("arn:")
                                  ? id
                                  : "arn:" + place.partition + ":bedrock:" + place.region + ":" +
                                        place.account + ":inference-profile/" + id;
  const std::string short_id =
      id.substr(id.rfind('/') == std::string::npos ? 0 : id.rfind('/') + 1);
  const auto maker = std::min(short_id.find("amazon."), short_id.find("cohere."));
  const std::string model = maker == std::string::npos ? "*" : short_id.substr(maker);
  statements.push_back(allow("Profile", "bedrock:InvokeModel", profile));
  Json behind = allow("ModelsBehindProfile", "bedrock:InvokeModel",
                      "arn:" + place.partition + ":bedrock:*::foundation-model/" + model);
  const char* test =
      place.account == "*" && !id.starts_with("arn:") ? "StringLike" : "StringEquals";
  behind["Condition"] = {{test, {{"bedrock:InferenceProfileArn", profile}}}};
  statements.push_back(std::move(behind));
}

std::string bedrock_arn(const std::string& id, const Place& place) {
  if (id.starts_with("arn:")) return id;
  return "arn:" + place.partition + ":bedrock:" + place.region + "::foundation-model/" + id;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

Json make_iam_policy(std::span<const std::string> models, const std::string& region,
                     const std::string& account) {
  const Place place{.partition = partition_of(region),
                    .region = region,
                    .account = account.empty() ? "*" : account};
  Json foundation = Json::array();
  Json endpoints = Json::array();
  Json statements = Json::array();
  for (const std::string& name : models) {
    if (name.starts_with("bedrock:")) {
      const std::string id = parse_bedrock_name(std::string_view(name).substr(8)).model_id;
      if (is_profile(id)) {
        add_profile(statements, id, place);
      } else {
        foundation.push_back(bedrock_arn(id, place));
      }
    } else if (name.starts_with("sagemaker:")) {
      const std::string endpoint = parse_sagemaker_name(std::string_view(name).substr(10)).endpoint;
      // ARNs of endpoints are in lower case, whatever their names are.
      endpoints.push_back("arn:" + place.partition + ":sagemaker:" + region + ":" + place.account +
                          ":endpoint/" + lower(endpoint));
    } else {
      throw Error(ErrorKind::kUsage, "iam: '" + name + "' is no model of Bedrock or SageMaker");
    }
  }
  if (!endpoints.empty()) {
    statements.insert(statements.begin(),
                      allow("InvokeEndpoint", "sagemaker:InvokeEndpoint", endpoints));
  }
  if (!foundation.empty()) {
    statements.insert(statements.begin(), allow("InvokeModel", "bedrock:InvokeModel", foundation));
  }
  // Sids are unique in a policy.
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const std::string sid = statements[i]["Sid"];
    if (sid == "Profile" || sid == "ModelsBehindProfile") {
      statements[i]["Sid"] = sid + std::to_string(i);
    }
  }
  return {{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

}  // namespace assay
