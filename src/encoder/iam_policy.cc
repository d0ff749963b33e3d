#include <algorithm>

#include "assay/error.h"
#include "assay/plan.h"
#include "aws/endpoint.h"
#include "aws/s3_client.h"
#include "encoder/bedrock_model.h"
#include "encoder/sagemaker_service.h"
#include "encoder/service_name.h"

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

// What a job is made of: the profile itself, or the model.
std::string job_model_arn(const std::string& id, const Place& place) {
  if (!is_profile(id) || id.starts_with("arn:")) return bedrock_arn(id, place);
  return "arn:" + place.partition + ":bedrock:" + place.region + ":" + place.account +
         ":inference-profile/" + id;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Place place_of(const PolicyPlace& where) {
  return {.partition = partition_of(where.region),
          .region = where.region,
          .account = where.account.empty() ? "*" : where.account};
}

std::string bedrock_id(const std::string& name) {
  return parse_bedrock_name(without_provider(name)).model_id;
}

bool is_bedrock(const std::string& name) { return name.starts_with("bedrock:"); }

Json endpoint_arns(std::span<const std::string> models, const Place& place) {
  Json endpoints = Json::array();
  for (const std::string& name : models) {
    if (is_bedrock(name)) continue;
    if (!name.starts_with("sagemaker:")) {
      throw Error(ErrorKind::kUsage, "iam: '" + name + "' is no model of Bedrock or SageMaker");
    }
    const std::string endpoint = parse_sagemaker_name(without_provider(name)).endpoint;
    // ARNs of endpoints are in lower case, whatever their names are.
    endpoints.push_back("arn:" + place.partition + ":sagemaker:" + place.region + ":" +
                        place.account + ":endpoint/" + lower(endpoint));
  }
  return endpoints;
}

Json invoke_statements(std::span<const std::string> models, const Place& place) {
  Json foundation = Json::array();
  Json statements = Json::array();
  for (const std::string& name : models) {
    if (!is_bedrock(name)) continue;
    const std::string id = bedrock_id(name);
    if (is_profile(id)) {
      add_profile(statements, id, place);
    } else {
      foundation.push_back(bedrock_arn(id, place));
    }
  }
  if (!foundation.empty()) {
    statements.insert(statements.begin(), allow("InvokeModel", "bedrock:InvokeModel", foundation));
  }
  return statements;
}

// Input and output of batch jobs; nothing outside of the prefix.
Json storage_statements(const Place& place, const S3Location& storage) {
  std::string prefix = storage.key;
  if (!prefix.empty() && !prefix.ends_with('/')) prefix += '/';
  const std::string bucket = "arn:" + place.partition + ":s3:::" + storage.bucket;
  Json objects = allow("BatchObjects", "", bucket + "/" + prefix + "*");
  objects["Action"] = Json::array({"s3:GetObject", "s3:PutObject"});
  Json list = allow("BatchList", "s3:ListBucket", bucket);
  list["Condition"] = {{"StringLike", {{"s3:prefix", Json::array({prefix + "*"})}}}};
  return Json::array({std::move(objects), std::move(list)});
}

void add_batch_statements(Json& statements, std::span<const std::string> models, const Place& place,
                          const BatchOptions& batch) {
  const std::string jobs = "arn:" + place.partition + ":bedrock:" + place.region + ":" +
                           place.account + ":model-invocation-job/*";
  // Its own rights stand on the job and on the model.
  Json create_on = Json::array({jobs});
  for (const std::string& name : models) {
    if (is_bedrock(name)) create_on.push_back(job_model_arn(bedrock_id(name), place));
  }
  statements.push_back(allow("BatchCreate", "bedrock:CreateModelInvocationJob", create_on));
  Json watch = allow("BatchWatch", "", jobs);
  watch["Action"] =
      Json::array({"bedrock:GetModelInvocationJob", "bedrock:StopModelInvocationJob"});
  statements.push_back(std::move(watch));
  // Lists have no resource of their own.
  statements.push_back(allow("BatchFind", "bedrock:ListModelInvocationJobs", "*"));
  Json pass = allow("BatchRole", "iam:PassRole",
                    batch.role_arn.empty()
                        ? "arn:" + place.partition + ":iam::" + place.account + ":role/ROLE"
                        : batch.role_arn);
  pass["Condition"] = {{"StringEquals", {{"iam:PassedToService", "bedrock.amazonaws.com"}}}};
  statements.push_back(std::move(pass));
  for (Json& statement : storage_statements(place, parse_s3_uri(batch.s3))) {
    statements.push_back(std::move(statement));
  }
}

Json make_policy(Json statements) {
  // Sids are unique in a policy.
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const std::string sid = statements[i]["Sid"];
    if (sid == "Profile" || sid == "ModelsBehindProfile") {
      statements[i]["Sid"] = sid + std::to_string(i);
    }
  }
  return {{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

}  // namespace

Json make_iam_policy(std::span<const std::string> models, const PolicyPlace& where,
                     const BatchOptions& batch) {
  const Place place = place_of(where);
  Json statements = invoke_statements(models, place);
  const Json endpoints = endpoint_arns(models, place);
  if (!endpoints.empty()) {
    statements.push_back(allow("InvokeEndpoint", "sagemaker:InvokeEndpoint", endpoints));
  }
  if (!batch.s3.empty()) add_batch_statements(statements, models, place, batch);
  return make_policy(std::move(statements));
}

Json make_batch_role_policy(std::span<const std::string> models, const PolicyPlace& where,
                            const BatchOptions& batch) {
  const Place place = place_of(where);
  Json statements = invoke_statements(models, place);
  for (Json& statement : storage_statements(place, parse_s3_uri(batch.s3))) {
    statements.push_back(std::move(statement));
  }
  Json trust = {{"Sid", "Bedrock"},
                {"Effect", "Allow"},
                {"Principal", {{"Service", "bedrock.amazonaws.com"}}},
                {"Action", "sts:AssumeRole"}};
  // No other account's jobs.
  if (place.account != "*") {
    trust["Condition"] = {{"StringEquals", {{"aws:SourceAccount", place.account}}}};
  }
  return {{"trust", make_policy(Json::array({std::move(trust)}))},
          {"policy", make_policy(std::move(statements))}};
}

}  // namespace assay
