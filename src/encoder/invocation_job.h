#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "aws/aws_client.h"

namespace assay {

// A batch job of Bedrock ("model invocation job").
struct JobOrder {
  std::string name;  // of this order alone; sent again under it, the order is the same order
  std::string model_id;
  std::string role_arn;
  std::string input_uri;   // one .jsonl object
  std::string output_uri;  // ends in "/"
};

struct JobCreation {
  std::string arn;                // "" = see `error`
  std::optional<AwsError> error;  // why there is no ARN
  // Bedrock has looked at the order and turned it down: no job was made, nothing will be billed.
  bool is_refused = false;
  bool is_full = false;  // likewise, for now: as many are under way as the account may have
};
[[nodiscard]] JobCreation create_invocation_job(AwsClient& client, const JobOrder& order,
                                                const std::stop_token& stop);

struct JobState {
  std::string status;   // "Submitted", "InProgress", "Completed", ...
  std::string message;  // of a failure
  std::uint64_t records = 0;
  std::uint64_t processed = 0;
  double age_seconds = 0;  // since it was submitted

  // Nothing more will happen to it.
  [[nodiscard]] bool is_over() const;
  // Bedrock writes what it has done by then, also of a job that was stopped or ran out of time.
  [[nodiscard]] bool has_results() const;
  // What is left at the pace so far; nullopt before there is one.
  [[nodiscard]] std::optional<double> seconds_left() const;
};
// "InProgress, 1200 of 5000 records, about 12 min left".
[[nodiscard]] std::string describe(const JobState& state);

// Throws Error: kUnavailable, kInterrupted; kUsage when there is no such job for this caller.
[[nodiscard]] JobState find_job_state(AwsClient& client, const std::string& arn,
                                      const std::stop_token& stop = {});
// Throws likewise. A job that is over already is no error.
void stop_invocation_job(AwsClient& client, const std::string& arn);

}  // namespace assay
