#pragma once

#include <cstddef>
#include <stop_token>
#include <string>

#include "assay/encoder.h"
#include "assay/remote.h"
#include "cli/flag_set.h"

namespace assay::cli {

// The flags of every command that opens a model.
struct ModelFlags {
  std::string precision = "auto";
  bool strict = false;
  std::size_t threads = 0;
  std::size_t batch_tokens = 0;
  std::string cache;  // a folder, "on" or "off"; "" = on for remote models
  // Of remote models.
  std::string region;
  std::string profile;
  std::string base_url;
  std::size_t concurrency = 16;
  std::string on_error = "stop";
  std::string max_cost;
  std::string max_minutes;
  std::size_t max_calls = 0;
  std::string prices;
  std::string bedrock_batch;       // "s3://bucket/prefix"
  std::string bedrock_batch_role;  // ARN
};

void declare_model_flags(FlagSet& flags, ModelFlags& target);
// Flags of commands that only look at remote models.
void declare_aws_flags(FlagSet& flags, ModelFlags& target);
// Flags of batch jobs of Bedrock.
void declare_batch_flags(FlagSet& flags, ModelFlags& target);
[[nodiscard]] PriceTable load_prices(const ModelFlags& flags);
[[nodiscard]] ModelOptions make_model_options(const ModelFlags& flags, Progress& progress,
                                              std::stop_token stop);

// Throws Error{kUsage} for a name that can be no model: neither a folder, nor built in, nor
// "org/name"; with the nearest known one. Says nothing about whether the hub has it.
void check_model_name(const std::string& name);

}  // namespace assay::cli
