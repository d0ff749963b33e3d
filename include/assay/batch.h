#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "assay/remote.h"

namespace assay {

// A batch job of Bedrock that was ordered on this machine and some of whose results were not taken yet.
struct BatchEntry {
  std::string name;
  std::string model;
  std::string arn;      // "" = its order's reply was lost
  std::string status;   // "InProgress", ..., "not known"
  std::string message;  // of a failure
  std::uint64_t records = 0;
  std::uint64_t processed = 0;
  std::optional<double> minutes_left;  // at the pace so far
};

// Those in the region, by name. Throws Error{kUnavailable}.
[[nodiscard]] std::vector<BatchEntry> list_batch_jobs(const RemoteOptions& options);
// What is done by then is billed and can still be taken. Throws Error: kUsage for a name that is not
// among them or has no ARN, kUnavailable.
void stop_batch_job(const RemoteOptions& options, const std::string& name);
// Takes it off the list: its texts are ordered anew when they are asked for. Asks nobody. Throws
// Error{kUsage} likewise.
void forget_batch_job(const RemoteOptions& options, const std::string& name);

}  // namespace assay
