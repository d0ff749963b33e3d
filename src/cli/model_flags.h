#pragma once

#include <cstddef>
#include <stop_token>
#include <string>

#include "assay/encoder.h"
#include "cli/flag_set.h"

namespace assay::cli {

// The flags of every command that opens a model.
struct ModelFlags {
  std::string precision = "auto";
  bool strict = false;
  std::size_t threads = 0;
  std::size_t batch_tokens = 0;
};

void declare_model_flags(FlagSet& flags, ModelFlags& target);
[[nodiscard]] ModelOptions make_model_options(const ModelFlags& flags, Progress& progress,
                                              std::stop_token stop);

// Throws Error{kUsage} for a name that can be no model: neither a folder, nor built in, nor
// "org/name"; with the nearest known one. Says nothing about whether the hub has it.
void check_model_name(const std::string& name);

}  // namespace assay::cli
