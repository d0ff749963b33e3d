// SageMaker's public hub: which text-embedding models it has, and what each needs to run.
#include <algorithm>
#include <array>

#include "assay/error.h"
#include "assay/jumpstart.h"
#include "aws/json_service.h"
#include "base/json_object.h"
#include "encoder/aws_explanation.h"
#include "encoder/jumpstart_document.h"
#include "encoder/remote_aws_client.h"

namespace assay {
namespace {

constexpr const char* kHub = "SageMakerPublicHub";
// The second part of an id is its task.
constexpr std::array kTasks = {"-tcembedding-", "-textembedding-", "-sentencesimilarity-"};

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::uint64_t count_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool flag_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

Json ask(AwsClient& client, const std::string& operation, const Json& parameters) {
  const AwsOutcome outcome =
      call_operation(client, AwsService::kSageMaker, "SageMaker." + operation, parameters);
  if (outcome.error) {
    throw Error(
        outcome.error->kind == AwsError::Kind::kNotFound ? ErrorKind::kUsage
                                                         : ErrorKind::kUnavailable,
        explain_aws_error(*outcome.error, "sagemaker jumpstart", "sagemaker:" + operation, "*"));
  }
  const std::string where = "sagemaker: " + operation;
  return JsonObject(parse_json(outcome.reply.body, where), where).json();
}

}  // namespace

std::vector<JumpStartModel> list_jumpstart_models(const RemoteOptions& options) {
  const auto client = make_aws_client(options);
  std::vector<JumpStartModel> models;
  for (const char* task : kTasks) {
    std::string token;
    do {
      Json parameters = {
          {"HubName", kHub},
          {"HubContentType", "Model"},
          {"NameContains", std::string(task).substr(1, std::string(task).size() - 2)},
          {"MaxResults", 100}};
      if (!token.empty()) parameters["NextToken"] = token;
      const Json reply = ask(*client, "ListHubContents", parameters);
      for (const Json& entry : reply.value("HubContentSummaries", Json::array())) {
        const std::string id = text_at(entry, "HubContentName");
        if (id.find(task) == std::string::npos) continue;
        models.push_back({.id = id,
                          .version = text_at(entry, "HubContentVersion"),
                          .name = text_at(entry, "HubContentDisplayName")});
      }
      token = text_at(reply, "NextToken");
    } while (!token.empty());
  }
  std::ranges::sort(models, {}, &JumpStartModel::id);
  return models;
}

EndpointPlan find_jumpstart_model(AwsClient& client, const std::string& id,
                                  const std::string& version) {
  Json parameters = {{"HubName", kHub}, {"HubContentType", "Model"}, {"HubContentName", id}};
  if (!version.empty()) parameters["HubContentVersion"] = version;
  const Json reply = ask(client, "DescribeHubContent", parameters);
  const std::string where = "sagemaker: document of " + id;
  const Json document =
      JsonObject(parse_json(text_at(reply, "HubContentDocument"), where), where).json();
  return read_jumpstart_document(document, id, text_at(reply, "HubContentVersion"));
}

EndpointPlan read_jumpstart_document(const Json& document, const std::string& id,
                                     const std::string& version) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::kNotSupported, id + ": not supported yet: " + what);
  };
  EndpointPlan plan{.model_id = id, .version = version};
  if (!text_at(document, "HostingModelPackageArn").empty()) refuse("models of the Marketplace");
  plan.image = text_at(document, "HostingEcrUri");
  if (plan.image.empty()) refuse("a model whose document names no image");
  // Model and script in one archive, where there is one; else the script would have to be packed in.
  plan.artifact = text_at(document, "HostingPrepackedArtifactUri");
  if (plan.artifact.empty()) {
    if (flag_at(document, "HostingUseScriptUri")) {
      refuse("a model whose script has to be packed into its archive first");
    }
    plan.artifact = text_at(document, "HostingArtifactUri");
  }
  if (plan.artifact.empty()) refuse("a model whose document names no archive");
  // A folder of files, not an archive.
  const bool is_folder =
      text_at(document, "HostingArtifactS3DataType") == "S3Prefix" || plan.artifact.ends_with('/');
  plan.is_compressed = !is_folder && text_at(document, "HostingArtifactCompressionType") != "None";
  plan.is_isolated = flag_at(document, "InferenceEnableNetworkIsolation");
  plan.instance_type = text_at(document, "DefaultInferenceInstanceType");
  plan.terms = text_at(document, "HostingEulaUri");
  plan.download_timeout = count_at(document, "ModelDataDownloadTimeout");
  plan.start_timeout = count_at(document, "ContainerStartupHealthCheckTimeout");
  for (const Json& variable : document.value("InferenceEnvironmentVariables", Json::array())) {
    const std::string name = text_at(variable, "Name");
    const auto value = variable.find("Default");
    if (name.empty() || value == variable.end() || value->is_null()) continue;
    plan.environment[name] = value->is_string() ? value->get<std::string>() : value->dump();
  }
  return plan;
}

}  // namespace assay
