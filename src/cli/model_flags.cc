#include "cli/model_flags.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <utility>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "base/suggest.h"

namespace assay::cli {
namespace {

constexpr std::size_t kMostThreads = 4096;

Precision parse_precision(const std::string& text) {
  for (const Precision precision :
       {Precision::kF32, Precision::kBf16, Precision::kI16, Precision::kI8}) {
    if (text == to_string(precision)) return precision;
  }
  return Precision::kAuto;
}

}  // namespace

void declare_model_flags(FlagSet& flags, ModelFlags& target) {
  flags.choice("--precision", target.precision, {"f32", "bf16", "i16", "i8", "auto"},
               "Number format of the matrix products (default: auto, the fastest true one here)");
  flags.flag("--strict", target.strict,
             "Refuse a precision that this CPU has no instruction for, instead of emulating it");
  flags.count("--threads", target.threads, "Cores to use (default: all)");
  flags.count("--batch-tokens", target.batch_tokens,
              "Tokens in a micro-batch (default: the engine's choice)");
}

ModelOptions make_model_options(const ModelFlags& flags, Progress& progress, std::stop_token stop) {
  if (flags.threads > kMostThreads) {
    throw Error(ErrorKind::kUsage, "--threads: " + std::to_string(flags.threads) +
                                       " is more than " + std::to_string(kMostThreads));
  }
  if (flags.batch_tokens > std::numeric_limits<unsigned>::max()) {
    throw Error(ErrorKind::kUsage, "--batch-tokens: the number is too large");
  }
  ModelOptions options;
  options.precision = parse_precision(flags.precision);
  options.strict = flags.strict;
  options.threads = static_cast<unsigned>(flags.threads);
  options.batch_tokens = static_cast<unsigned>(flags.batch_tokens);
  options.progress = &progress;
  options.stop = std::move(stop);
  return options;
}

void check_model_name(const std::string& name) {
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored)) return;
  if (name.starts_with('/') || name.starts_with('.')) {
    throw Error(ErrorKind::kUsage, name + ": there is no such folder");
  }
  const std::string id = name.substr(0, name.find('@'));
  const auto slashes = std::count(id.begin(), id.end(), '/');
  if (slashes == 1 && !id.starts_with('/') && !id.ends_with('/')) return;
  throw Error(ErrorKind::kUsage, "unknown model '" + name + "'" +
                                     did_you_mean(name, known_model_names()) +
                                     ": expected org/name or a folder");
}

}  // namespace assay::cli
