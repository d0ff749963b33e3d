#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "assay/remote.h"

namespace assay {

// Bedrock's provisioned throughput: model units that bill by the hour, used or not, from the purchase
// until they are released.

// A load and what one model unit carries of it. AWS publishes no numbers for units: an account's are in the
// console or come from its account manager.
struct ThroughputLoad {
  double requests_per_minute = 0;  // 0 = does not bound
  double tokens_per_minute = 0;    // likewise
  double unit_requests_per_minute = 0;
  double unit_tokens_per_minute = 0;
};
// The smallest number of units that carries the load, 1 or more. Throws Error{kUsage} when no load is
// stated, or a load whose unit is not.
[[nodiscard]] std::uint64_t count_model_units(const ThroughputLoad& load);

struct ThroughputOrder {
  std::string name;  // 1 to 63 letters, digits, - and _
  std::string
      model_id;  // with its size, where the model is sold by size: amazon.titan-embed-text-v2:0:8k
  std::uint64_t model_units = 1;
  std::string commitment;  // "" = none: may be released at any time; "OneMonth", "SixMonths"
};

struct ProvisionedThroughput {
  std::string name;
  std::string arn;
  std::string model;   // ARN of the model that runs
  std::string status;  // "Creating", "InService", "Updating", "Failed"
  std::uint64_t model_units = 0;
  std::string commitment;       // "" = none
  std::string commitment_ends;  // as Bedrock writes it, "" = never committed
  bool is_mine = false;         // bought with this ledger
};

// Everything that was bought here is written to `ledger` and synced before the call that buys it, so that it
// can be released whatever happens in between: a kill, a lost reply. One entry stays until Bedrock has
// confirmed the release.
class ThroughputShop {
 public:
  ThroughputShop(const RemoteOptions& options, std::filesystem::path ledger);

  // Returns the ARN, which is also the model's name: "bedrock:<ARN>". Throws Error: kUsage for an order
  // that is none, kUnavailable when Bedrock refuses (nothing is bought then) or cannot be had (then it
  // may be bought, the message says so, and the entry stays).
  [[nodiscard]] std::string buy(const ThroughputOrder& order);
  // All of the account in the region.
  [[nodiscard]] std::vector<ProvisionedThroughput> list() const;
  // By name or ARN. Throws Error{kUnavailable} when it is not released for certain: it stays in the
  // ledger then.
  void release(const std::string& name_or_arn);
  // Names bought in this region that are not released for certain.
  [[nodiscard]] std::vector<std::string> unreleased() const;
  // Takes an entry out of the ledger without asking anybody, for what was released elsewhere. Throws
  // Error{kUsage} when there is none.
  void forget(const std::string& name);
  [[nodiscard]] const std::string& region() const noexcept { return region_; }

 private:
  RemoteOptions options_;
  std::filesystem::path ledger_;
  std::string region_;
};

// $XDG_STATE_HOME/assay/purchases.jsonl, else ~/.local/state/assay/purchases.jsonl. Throws Error{kUsage} when
// neither is known.
[[nodiscard]] std::filesystem::path default_ledger();

}  // namespace assay
