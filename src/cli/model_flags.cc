#include "cli/model_flags.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <utility>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "assay/throughput.h"
#include "base/suggest.h"

namespace assay::cli {
namespace {

constexpr std::size_t kMostThreads = 4096;
constexpr std::size_t kMostConcurrency = 512;

// A number of dollars or minutes; nullopt for "".
std::optional<double> parse_limit(const std::string& flag, const std::string& text) {
  if (text.empty()) return std::nullopt;
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || !(value >= 0)) {
    throw Error(ErrorKind::kUsage, flag + " " + text + ": expected a number, 0 or more");
  }
  return value;
}

RemoteOptions make_remote_options(const ModelFlags& flags) {
  if (flags.concurrency == 0 || flags.concurrency > kMostConcurrency) {
    throw Error(ErrorKind::kUsage,
                "--concurrency: expected a number from 1 to " + std::to_string(kMostConcurrency));
  }
  RemoteOptions options;
  options.region = flags.region;
  options.profile = flags.profile;
  options.base_url = flags.base_url;
  options.concurrency = static_cast<unsigned>(flags.concurrency);
  options.skip_bad_texts = flags.on_error == "skip";
  if (!flags.prices.empty()) {
    options.prices = std::make_shared<const PriceTable>(load_prices(flags));
  }
  Budget::Limits limits;
  limits.dollars = parse_limit("--max-cost", flags.max_cost);
  limits.minutes = parse_limit("--max-minutes", flags.max_minutes);
  if (!flags.bedrock_batch.empty()) {
    options.batch = {.s3 = flags.bedrock_batch,
                     .role_arn = flags.bedrock_batch_role,
                     .ledger = default_ledger()};
  }
  if (flags.max_calls > 0) limits.calls = flags.max_calls;
  if (limits.dollars || limits.minutes || limits.calls) {
    options.budget = std::make_shared<Budget>(limits);
  }
  return options;
}

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
  flags.text(
      "--cache", target.cache, "DIR|on|off",
      "Keep vectors in an embedding store (default: on for remote models, off for local ones)");
  declare_aws_flags(flags, target);
  flags.text("--base-url", target.base_url, "URL",
             "Address of openai:, cohere: and tei: models (default: each service's own)");
  flags.count("--concurrency", target.concurrency,
              "Requests to a remote model at a time, at most (default: 16)");
  flags.choice(
      "--on-error", target.on_error, {"skip", "stop"},
      "When a remote model refuses a text: give it a vector of zeros and count it, or stop");
  flags.text("--max-cost", target.max_cost, "DOLLARS", "Stop before remote models cost more");
  flags.count("--max-calls", target.max_calls, "Stop after N requests to remote models");
  flags.text("--max-minutes", target.max_minutes, "N", "Start no request after N minutes");
  flags.text("--prices", target.prices, "FILE",
             "Prices of remote models instead of the built-in ones");
}

void declare_batch_flags(FlagSet& flags, ModelFlags& target) {
  flags.text("--bedrock-batch", target.bedrock_batch, "s3://BUCKET/PREFIX",
             "Encode documents with bedrock: models by batch jobs: cheaper, minutes to hours");
  flags.text("--bedrock-batch-role", target.bedrock_batch_role, "ARN",
             "The role as which Bedrock reads and writes there");
}

void declare_aws_flags(FlagSet& flags, ModelFlags& target) {
  flags.text("--region", target.region, "REGION",
             "AWS region (default: AWS_REGION, the profile's)");
  flags.text("--profile", target.profile, "NAME", "AWS profile instead of keys in the environment");
}

PriceTable load_prices(const ModelFlags& flags) {
  return flags.prices.empty() ? PriceTable::built_in() : PriceTable::load(flags.prices);
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
  options.remote = make_remote_options(flags);
  options.store = flags.cache.empty()    ? ModelOptions::Store::kRemoteModels
                  : flags.cache == "off" ? ModelOptions::Store::kOff
                                         : ModelOptions::Store::kAllModels;
  if (options.store == ModelOptions::Store::kAllModels && flags.cache != "on") {
    options.store_folder = flags.cache;
  }
  return options;
}

void check_model_name(const std::string& name) {
  // What stands behind the colon is the provider's to judge.
  if (is_remote_name(name)) return;
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
