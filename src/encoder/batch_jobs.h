#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "assay/remote.h"
#include "aws/purchase_ledger.h"
#include "aws/s3_client.h"
#include "encoder/batch_job.h"

namespace assay {

inline constexpr const char* kBatchKind = "bedrock batch job";  // in the ledger

// One line of a job's results.
struct RecordResult {
  std::size_t record = 0;
  Json output;        // what InvokeModel would have replied; null = see `error`
  std::string error;  // "400: too many tokens"
};

// The file of a job that was ordered with this ledger.
[[nodiscard]] std::filesystem::path job_file(const std::filesystem::path& ledger,
                                             const std::string& name);
// All of them in a region, by name, without their records.
[[nodiscard]] std::vector<BatchJob> load_jobs(const std::filesystem::path& ledger,
                                              const std::string& region);

// Orders, watches and collects batch jobs. Each is written down, in the ledger and in a file of its own,
// before the call that makes it; it leaves the ledger when it is over, its file when all of its texts
// were taken.
class BatchJobs {
 public:
  // Throws Error{kUsage} when the options name no place in S3 or no role.
  BatchJobs(std::shared_ptr<AwsClient> client, const BatchOptions& options);

  // Those of this scope in the client's region.
  [[nodiscard]] std::vector<BatchJob> find(const std::string& scope) const;

  // Uploads a new job and writes it down; it is not ordered yet. `job` has model, scope and records;
  // `input` a line for each record.
  void prepare(BatchJob& job, std::string input, const std::stop_token& stop);
  // Orders a job without an ARN, or, when it was ordered before and the reply was lost, finds out its
  // ARN: under its name it is the same order. False when as many jobs are under way as the account may
  // have. Throws Error{kUnavailable} when Bedrock refuses the order; no job was made then.
  [[nodiscard]] bool order(BatchJob& job, const std::stop_token& stop);
  [[nodiscard]] JobState state(const BatchJob& job, const std::stop_token& stop);

  // Hands over every record that the results have, in any order; a line that makes no sense is left out.
  // Returns the tokens that Bedrock has counted for the whole job, where it tells.
  std::optional<std::uint64_t> collect(const BatchJob& job,
                                       const std::function<void(RecordResult)>& take,
                                       const std::stop_token& stop);
  // It is over, or was never made. Its file goes too unless `keeps_file`, for texts that were not taken.
  void close(const BatchJob& job, bool keeps_file = false);

 private:
  [[nodiscard]] Purchase entry_of(const BatchJob& job) const;
  [[nodiscard]] std::filesystem::path file_of(const BatchJob& job) const {
    return job_file(options_.ledger, job.order.name);
  }

  std::shared_ptr<AwsClient> client_;
  BatchOptions options_;
  S3Location place_;
  S3Client s3_;
  PurchaseLedger ledger_;
  std::string account_;
};

}  // namespace assay
