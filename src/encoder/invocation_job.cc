// https://docs.aws.amazon.com/bedrock/latest/APIReference: CreateModelInvocationJob and its siblings.
#include "encoder/invocation_job.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "assay/error.h"
#include "aws/credential_sources.h"
#include "base/json_object.h"
#include "encoder/aws_explanation.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 5> kOver = {"Completed", "PartiallyCompleted", "Failed",
                                                   "Stopped", "Expired"};

JsonObject parse_reply(const AwsOutcome& outcome, const char* action) {
  const std::string where = std::string("bedrock: ") + action;
  return {parse_json(outcome.reply.body, where), where};
}

[[noreturn]] void fail(const AwsError& error, const char* action, const std::string& resource) {
  throw Error(
      error.kind == AwsError::Kind::kNotFound ? ErrorKind::kUsage : ErrorKind::kUnavailable,
      explain_aws_error(error, "bedrock batch", std::string("bedrock:") + action, resource));
}

// The job that has this name already; "" when none has.
std::string find_by_name(AwsClient& client, const std::string& name, const std::stop_token& stop) {
  const AwsOutcome outcome = client.call({.service = AwsService::kBedrock,
                                          .method = "GET",
                                          .path = "/model-invocation-jobs",
                                          .query = "nameContains=" + percent_encode(name),
                                          .stop = stop});
  if (outcome.error) return "";
  const JsonObject reply = parse_reply(outcome, "ListModelInvocationJobs");
  const Json* jobs = reply.find("invocationJobSummaries");
  if (jobs == nullptr) return "";
  for (const Json& entry : *jobs) {
    const JsonObject job(entry, reply.where());
    if (job.string("jobName") == name) return job.string("jobArn").value_or("");
  }
  return "";
}

}  // namespace

JobCreation create_invocation_job(AwsClient& client, const JobOrder& order,
                                  const std::stop_token& stop) {
  const Json body = {
      {"jobName", order.name},
      {"clientRequestToken", order.name},
      {"modelId", order.model_id},
      {"roleArn", order.role_arn},
      {"inputDataConfig",
       {{"s3InputDataConfig", {{"s3Uri", order.input_uri}, {"s3InputFormat", "JSONL"}}}}},
      {"outputDataConfig", {{"s3OutputDataConfig", {{"s3Uri", order.output_uri}}}}}};
  const AwsOutcome outcome = client.call({.service = AwsService::kBedrock,
                                          .path = "/model-invocation-job",
                                          .headers = {{"Content-Type", "application/json"}},
                                          .body = body.dump(),
                                          .stop = stop});
  JobCreation creation;
  if (!outcome.error) {
    creation.arn = parse_reply(outcome, "CreateModelInvocationJob").required_string("jobArn");
    if (creation.arn.empty()) {
      throw Error(ErrorKind::kBadData, "bedrock: CreateModelInvocationJob: 'jobArn' is empty");
    }
    return creation;
  }
  // An order of before, whose token Bedrock has forgotten.
  if (outcome.error->name == "ConflictException") {
    creation.arn = find_by_name(client, order.name, stop);
    if (!creation.arn.empty()) return creation;
  }
  creation.error = outcome.error;
  creation.is_refused = outcome.is_refused();
  creation.is_full = outcome.error->kind == AwsError::Kind::kQuota;
  return creation;
}

bool JobState::is_over() const { return std::ranges::find(kOver, status) != kOver.end(); }

bool JobState::has_results() const { return is_over() && status != "Failed"; }

std::optional<double> JobState::seconds_left() const {
  if (is_over() || processed == 0 || processed >= records) return std::nullopt;
  return age_seconds * static_cast<double>(records - processed) / static_cast<double>(processed);
}

std::string describe(const JobState& state) {
  std::string text = state.status;
  if (state.records > 0) {
    text += ", " + std::to_string(state.processed) + " of " + std::to_string(state.records) +
            " records";
  }
  if (const auto left = state.seconds_left()) {
    text += ", about " + std::to_string(static_cast<long>(std::ceil(*left / 60))) + " min left";
  }
  return state.message.empty() ? text : text + ": " + state.message;
}

JobState find_job_state(AwsClient& client, const std::string& arn, const std::stop_token& stop) {
  const AwsOutcome outcome = client.call({.service = AwsService::kBedrock,
                                          .method = "GET",
                                          .path = "/model-invocation-job/" + percent_encode(arn),
                                          .stop = stop});
  if (outcome.error) fail(*outcome.error, "GetModelInvocationJob", arn);
  const JsonObject reply = parse_reply(outcome, "GetModelInvocationJob");
  JobState state{.status = reply.required_string("status"),
                 .message = reply.string("message").value_or(""),
                 .records = reply.count("totalRecordCount").value_or(0),
                 .processed = reply.count("processedRecordCount").value_or(0)};
  if (const auto submitted = parse_iso_time(reply.string("submitTime").value_or(""))) {
    const std::chrono::duration<double> age = std::chrono::system_clock::now() - *submitted;
    state.age_seconds = std::max(0.0, age.count());
  }
  return state;
}

void stop_invocation_job(AwsClient& client, const std::string& arn) {
  const AwsOutcome outcome =
      client.call({.service = AwsService::kBedrock,
                   .path = "/model-invocation-job/" + percent_encode(arn) + "/stop",
                   .headers = {{"Content-Type", "application/json"}}});
  if (!outcome.error || outcome.error->name == "ConflictException") return;
  fail(*outcome.error, "StopModelInvocationJob", arn);
}

}  // namespace assay
