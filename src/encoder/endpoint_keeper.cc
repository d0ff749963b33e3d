#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "assay/error.h"
#include "assay/jumpstart.h"
#include "aws/json_service.h"
#include "aws/purchase_ledger.h"
#include "base/json_object.h"
#include "encoder/aws_explanation.h"
#include "encoder/jumpstart_document.h"
#include "encoder/remote_aws_client.h"

namespace assay {
namespace {

constexpr std::size_t kLongestName = 63;
constexpr std::uint64_t kMemoryStep = 1024;
constexpr std::uint64_t kMostMemory = 6144;
constexpr std::uint64_t kMostConcurrency = 200;

// In the order in which they are deleted; made in the reverse order.
struct Part {
  const char* kind;  // in the ledger
  const char* create;
  const char* remove;
  const char* key;  // its name, in both calls
};
constexpr Part kEndpoint = {"sagemaker endpoint", "CreateEndpoint", "DeleteEndpoint",
                            "EndpointName"};
constexpr Part kConfiguration = {"sagemaker endpoint configuration", "CreateEndpointConfig",
                                 "DeleteEndpointConfig", "EndpointConfigName"};
constexpr Part kModel = {"sagemaker model", "CreateModel", "DeleteModel", "ModelName"};
constexpr std::array kParts = {kEndpoint, kConfiguration, kModel};

// [a-zA-Z0-9](-*[a-zA-Z0-9])*
bool is_name(const std::string& name) {
  const auto is_letter = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return !name.empty() && name.size() <= kLongestName && is_letter(name.front()) &&
         is_letter(name.back()) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || c == '-'; });
}

void check(const EndpointOrder& order) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorKind::kUsage, "sagemaker jumpstart: " + what);
  };
  if (!is_name(order.endpoint)) {
    refuse("'" + order.endpoint + "' is no name of an endpoint: 1 to 63 letters, digits and -");
  }
  if (!order.role_arn.starts_with("arn:")) refuse("the ARN of the role to run as is needed");
  const std::uint64_t memory = order.serverless_megabytes;
  if (memory > 0 && !order.instance_type.empty()) refuse("either serverless or an instance type");
  if (memory % kMemoryStep != 0 || memory > kMostMemory) {
    refuse("serverless memory is 1024 to 6144 MB, in steps of 1024");
  }
  if (order.serverless_concurrency == 0 || order.serverless_concurrency > kMostConcurrency) {
    refuse("serverless concurrency is 1 to 200");
  }
}

Json describe_model(const EndpointOrder& order, const EndpointPlan& plan, bool accepts_terms) {
  Json source = {{"S3Uri", plan.artifact},
                 {"S3DataType", plan.is_compressed ? "S3Object" : "S3Prefix"},
                 {"CompressionType", plan.is_compressed ? "Gzip" : "None"}};
  if (!plan.terms.empty()) source["ModelAccessConfig"] = {{"AcceptEula", accepts_terms}};
  Json container = {{"Image", plan.image},
                    {"ModelDataSource", {{"S3DataSource", std::move(source)}}},
                    {"Environment", Json::object()}};
  for (const auto& [name, value] : plan.environment) container["Environment"][name] = value;
  return {{"ModelName", order.endpoint},
          {"ExecutionRoleArn", order.role_arn},
          {"PrimaryContainer", std::move(container)},
          {"EnableNetworkIsolation", plan.is_isolated}};
}

Json describe_configuration(const EndpointOrder& order, const EndpointPlan& plan) {
  Json variant = {{"VariantName", "AllTraffic"}, {"ModelName", order.endpoint}};
  if (order.serverless_megabytes > 0) {
    variant["ServerlessConfig"] = {{"MemorySizeInMB", order.serverless_megabytes},
                                   {"MaxConcurrency", order.serverless_concurrency}};
  } else {
    variant["InitialInstanceCount"] = 1;
    variant["InstanceType"] =
        order.instance_type.empty() ? plan.instance_type : order.instance_type;
    variant["InitialVariantWeight"] = 1;
    if (plan.download_timeout > 0) {
      variant["ModelDataDownloadTimeoutInSeconds"] = plan.download_timeout;
    }
    if (plan.start_timeout > 0) {
      variant["ContainerStartupHealthCheckTimeoutInSeconds"] = plan.start_timeout;
    }
  }
  return {{"EndpointConfigName", order.endpoint}, {"ProductionVariants", {std::move(variant)}}};
}

AwsOutcome call(AwsClient& client, const std::string& operation, const Json& parameters) {
  return call_operation(client, AwsService::kSageMaker, "SageMaker." + operation, parameters);
}

std::string explain(const AwsError& error, const std::string& operation) {
  return explain_aws_error(error, "sagemaker", "sagemaker:" + operation, "*");
}

// SageMaker has no status of its own for what is not there: "Could not find endpoint ...".
bool is_missing(const AwsError& error) {
  return error.kind == AwsError::Kind::kNotFound ||
         (error.kind == AwsError::Kind::kValidation &&
          error.message.find("Could not find") != std::string::npos);
}

}  // namespace

EndpointKeeper::EndpointKeeper(const RemoteOptions& options, std::filesystem::path ledger)
    : options_(options), ledger_(std::move(ledger)), region_(make_aws_client(options)->region()) {}

EndpointPlan EndpointKeeper::plan(const EndpointOrder& order) const {
  check(order);
  EndpointPlan plan =
      find_jumpstart_model(*make_aws_client(options_), order.model_id, order.version);
  if (!order.instance_type.empty()) plan.instance_type = order.instance_type;
  if (plan.instance_type.empty() && order.serverless_megabytes == 0) {
    throw Error(ErrorKind::kUsage,
                order.model_id + " names no instance type: state one, or serverless memory");
  }
  return plan;
}

void EndpointKeeper::deploy(const EndpointOrder& order, const EndpointPlan& plan,
                            bool accepts_terms) {
  check(order);
  if (!plan.terms.empty() && !accepts_terms) {
    throw Error(ErrorKind::kUsage,
                order.model_id + ": its terms have to be accepted: " + plan.terms);
  }
  const auto client = make_aws_client(options_);
  const PurchaseLedger ledger(ledger_);
  const std::vector<std::string> present = unreleased();
  if (std::ranges::find(present, order.endpoint) != present.end()) {
    throw Error(ErrorKind::kUsage, "'" + order.endpoint + "' is in the ledger already");
  }
  if (!state(order.endpoint).status.empty()) {
    throw Error(ErrorKind::kUsage, "there is an endpoint '" + order.endpoint + "' already");
  }
  const std::string account = find_caller_account(*client);
  const std::array<std::pair<Part, Json>, 3> steps = {
      std::pair{kModel, describe_model(order, plan, accepts_terms)},
      std::pair{kConfiguration, describe_configuration(order, plan)},
      std::pair{kEndpoint,
                Json{{"EndpointName", order.endpoint}, {"EndpointConfigName", order.endpoint}}}};
  for (const auto& [part, parameters] : steps) {
    const Purchase entry{.kind = part.kind,
                         .account = account,
                         .region = region_,
                         .name = order.endpoint,
                         .detail = ""};
    ledger.record(PurchaseLedger::Step::kIntended, entry);
    const AwsOutcome outcome = call(*client, part.create, parameters);
    if (!outcome.error) {
      ledger.record(PurchaseLedger::Step::kBought, entry);
      continue;
    }
    const std::string why = explain(*outcome.error, part.create);
    const bool is_refused = outcome.attempts - outcome.throttles <= 1 &&
                            outcome.error->status >= 400 && outcome.error->status < 500;
    // What has the name already is not ours to delete.
    if (is_refused) ledger.record(PurchaseLedger::Step::kReleased, entry);
    try {
      remove(order.endpoint);
    } catch (const Error& error) {
      throw Error(ErrorKind::kUnavailable, why + "; " + error.what());
    }
    throw Error(ErrorKind::kUnavailable, why + "; what was made before is deleted again");
  }
}

EndpointState EndpointKeeper::state(const std::string& endpoint) const {
  EndpointState state{.endpoint = endpoint};
  const AwsOutcome outcome =
      call(*make_aws_client(options_), "DescribeEndpoint", {{"EndpointName", endpoint}});
  if (outcome.error) {
    if (is_missing(*outcome.error)) return state;
    throw Error(ErrorKind::kUnavailable, explain(*outcome.error, "DescribeEndpoint"));
  }
  const JsonObject reply(parse_json(outcome.reply.body, "DescribeEndpoint"), "DescribeEndpoint");
  state.status = reply.string("EndpointStatus").value_or("");
  state.reason = reply.string("FailureReason").value_or("");
  if (const auto created = reply.number("CreationTime")) {
    const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
    state.age_seconds = std::max(0.0, now.count() - *created);
  }
  return state;
}

void EndpointKeeper::remove(const std::string& endpoint) {
  const auto client = make_aws_client(options_);
  const PurchaseLedger ledger(ledger_);
  std::string trouble;
  for (const Part& part : kParts) {
    for (const Purchase& entry : ledger.unreleased()) {
      if (entry.kind != part.kind || entry.region != region_ || entry.name != endpoint) continue;
      const AwsOutcome outcome = call(*client, part.remove, {{part.key, endpoint}});
      // Not found says nothing when another account is asked than the one that made it.
      const bool is_gone =
          !outcome.error || (is_missing(*outcome.error) && !entry.account.empty() &&
                             entry.account == find_caller_account(*client));
      if (is_gone) {
        ledger.record(PurchaseLedger::Step::kReleased, entry);
      } else {
        trouble += (trouble.empty() ? "" : "; ") + explain(*outcome.error, part.remove);
      }
    }
  }
  if (!trouble.empty()) {
    throw Error(ErrorKind::kUnavailable, endpoint + " is not deleted for certain: " + trouble);
  }
}

std::vector<std::string> EndpointKeeper::unreleased() const {
  std::vector<std::string> names;
  for (const Purchase& entry : PurchaseLedger(ledger_).unreleased()) {
    const bool is_ours =
        std::ranges::any_of(kParts, [&](const Part& part) { return entry.kind == part.kind; });
    if (is_ours && entry.region == region_ && std::ranges::find(names, entry.name) == names.end()) {
      names.push_back(entry.name);
    }
  }
  return names;
}

}  // namespace assay
