#include <filesystem>
#include <system_error>
#include <utility>

#include "assay/batch.h"
#include "assay/error.h"
#include "encoder/batch_jobs.h"
#include "encoder/remote_aws_client.h"

namespace assay {
namespace {

BatchJob find_job(const RemoteOptions& options, const std::string& region,
                  const std::string& name) {
  for (BatchJob& job : load_jobs(options.batch.ledger, region)) {
    if (job.order.name == name) return std::move(job);
  }
  throw Error(ErrorKind::kUsage,
              "bedrock batch: no job '" + name + "' was ordered here in " + region);
}

}  // namespace

std::vector<BatchEntry> list_batch_jobs(const RemoteOptions& options) {
  const auto client = make_aws_client(options);
  std::vector<BatchEntry> entries;
  for (const BatchJob& job : load_jobs(options.batch.ledger, client->region())) {
    BatchEntry entry{.name = job.order.name,
                     .model = job.order.model_id,
                     .arn = job.arn,
                     .status = "not known",
                     .message = ""};
    if (!job.arn.empty()) {
      try {
        const JobState state = find_job_state(*client, job.arn);
        entry.status = state.status;
        entry.message = state.message;
        entry.records = state.records;
        entry.processed = state.processed;
        if (const auto left = state.seconds_left()) entry.minutes_left = *left / 60;
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::kUsage) throw;
        entry.message = error.what();
      }
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

void stop_batch_job(const RemoteOptions& options, const std::string& name) {
  const auto client = make_aws_client(options);
  const BatchJob job = find_job(options, client->region(), name);
  if (job.arn.empty()) {
    throw Error(ErrorKind::kUsage, "bedrock batch: whether Bedrock has '" + name +
                                       "' is not known: the command that ordered it finds out");
  }
  stop_invocation_job(*client, job.arn);
}

void forget_batch_job(const RemoteOptions& options, const std::string& name) {
  const std::string region = make_aws_client(options)->region();
  const BatchJob job = find_job(options, region, name);
  const PurchaseLedger ledger(options.batch.ledger);
  ledger.record(
      PurchaseLedger::Step::kReleased,
      {.kind = kBatchKind, .account = "", .region = region, .name = name, .detail = job.arn});
  std::error_code ignored;
  std::filesystem::remove(job_file(options.batch.ledger, name), ignored);
}

}  // namespace assay
