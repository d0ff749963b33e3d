// https://docs.aws.amazon.com/bedrock/latest/APIReference: CreateProvisionedModelThroughput and its siblings.
#include <algorithm>
#include <cmath>
#include <utility>

#include "assay/error.h"
#include "assay/throughput.h"
#include "aws/json_service.h"
#include "aws/purchase_ledger.h"
#include "base/json_object.h"
#include "base/own_folders.h"
#include "base/random_token.h"
#include "encoder/aws_explanation.h"
#include "encoder/remote_aws_client.h"

namespace assay {
namespace {

constexpr const char* kKind = "bedrock throughput";
constexpr const char* kPath = "/provisioned-model-throughput";
constexpr std::size_t kLongestName = 63;

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// ([0-9a-zA-Z][_-]?)+
bool is_name(const std::string& name) {
  bool after_letter = false;
  for (const char c : name) {
    const bool is_letter =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!is_letter && (!after_letter || (c != '-' && c != '_'))) return false;
    after_letter = is_letter;
  }
  return !name.empty() && name.size() <= kLongestName;
}

void check(const ThroughputOrder& order) {
  if (!is_name(order.name)) {
    throw Error(ErrorKind::kUsage,
                "throughput: '" + order.name +
                    "' is no name: 1 to 63 letters and digits, with single - or _ "
                    "between them");
  }
  if (order.model_id.empty()) throw Error(ErrorKind::kUsage, "throughput: no model given");
  if (order.model_units == 0) throw Error(ErrorKind::kUsage, "throughput: no model unit asked for");
  if (!order.commitment.empty() && order.commitment != "OneMonth" &&
      order.commitment != "SixMonths") {
    throw Error(ErrorKind::kUsage, "throughput: a commitment is OneMonth or SixMonths, not '" +
                                       order.commitment + "'");
  }
}

Json parse_reply(const AwsOutcome& outcome, const char* action) {
  const std::string where = std::string("bedrock: ") + action;
  return JsonObject(parse_json(outcome.reply.body, where), where).json();
}

std::string explain(const AwsError& error, const char* action) {
  return explain_aws_error(error, "bedrock throughput", std::string("bedrock:") + action, "*");
}

// The entry that a name or an ARN means.
Purchase find_entry(const std::vector<Purchase>& open, const std::string& region,
                    const std::string& name_or_arn) {
  for (const Purchase& entry : open) {
    if (entry.kind == kKind && entry.region == region &&
        (entry.name == name_or_arn || entry.detail == name_or_arn)) {
      return entry;
    }
  }
  return {};
}

}  // namespace

std::uint64_t count_model_units(const ThroughputLoad& load) {
  double units = 0;
  const auto add = [&](double wanted, double unit, const char* what) {
    if (wanted <= 0) return;
    if (unit <= 0) {
      throw Error(ErrorKind::kUsage, std::string("throughput: what one model unit carries in ") +
                                         what +
                                         " a minute is not stated; the console and AWS's account "
                                         "managers tell it");
    }
    units = std::max(units, std::ceil(wanted / unit));
  };
  add(load.requests_per_minute, load.unit_requests_per_minute, "requests");
  add(load.tokens_per_minute, load.unit_tokens_per_minute, "tokens");
  if (units == 0) throw Error(ErrorKind::kUsage, "throughput: no load stated");
  return static_cast<std::uint64_t>(std::min(units, 1e9));
}

ThroughputShop::ThroughputShop(const RemoteOptions& options, std::filesystem::path ledger)
    : options_(options), ledger_(std::move(ledger)), region_(make_aws_client(options)->region()) {}

std::string ThroughputShop::buy(const ThroughputOrder& order) {
  check(order);
  const PurchaseLedger ledger(ledger_);
  const auto client = make_aws_client(options_);
  const Purchase entry{.kind = kKind,
                       .account = find_caller_account(*client),
                       .region = region_,
                       .name = order.name,
                       .detail = ""};
  if (!find_entry(ledger.unreleased(), region_, order.name).name.empty()) {
    throw Error(ErrorKind::kUsage, "throughput: '" + order.name + "' is in the ledger already");
  }
  Json body = {{"modelUnits", order.model_units},
               {"provisionedModelName", order.name},
               {"modelId", order.model_id},
               // Sent again with the same token, an order is the same order.
               {"clientRequestToken", random_token(32)}};
  if (!order.commitment.empty()) body["commitmentDuration"] = order.commitment;
  ledger.record(PurchaseLedger::Step::kIntended, entry);
  const AwsOutcome outcome = client->call({.service = AwsService::kBedrock,
                                           .path = kPath,
                                           .headers = {{"Content-Type", "application/json"}},
                                           .body = body.dump()});
  if (outcome.error) {
    const std::string text = explain(*outcome.error, "CreateProvisionedModelThroughput");
    if (outcome.is_refused()) {
      ledger.record(PurchaseLedger::Step::kReleased, entry);
      throw Error(ErrorKind::kUnavailable, text + "; nothing was bought");
    }
    throw Error(ErrorKind::kUnavailable,
                text + "; whether it was bought is not known: release '" + order.name + "'");
  }
  Purchase bought = entry;
  try {
    bought.detail =
        text_at(parse_reply(outcome, "CreateProvisionedModelThroughput"), "provisionedModelArn");
  } catch (const Error& error) {
    throw Error(
        ErrorKind::kUnavailable,
        std::string(error.what()) + "; it is bought all the same: release '" + order.name + "'");
  }
  ledger.record(PurchaseLedger::Step::kBought, bought);
  return bought.detail;
}

std::vector<ProvisionedThroughput> ThroughputShop::list() const {
  const auto open = PurchaseLedger(ledger_).unreleased();
  const auto client = make_aws_client(options_);
  std::vector<ProvisionedThroughput> all;
  std::string token;
  do {
    const AwsOutcome outcome = client->call(
        {.service = AwsService::kBedrock,
         .method = "GET",
         .path = "/provisioned-model-throughputs",
         .query = "maxResults=100" + (token.empty() ? "" : "&nextToken=" + percent_encode(token))});
    if (outcome.error) {
      throw Error(ErrorKind::kUnavailable,
                  explain(*outcome.error, "ListProvisionedModelThroughputs"));
    }
    const Json reply = parse_reply(outcome, "ListProvisionedModelThroughputs");
    for (const Json& entry : reply.value("provisionedModelSummaries", Json::array())) {
      const auto units = entry.find("modelUnits");
      const std::string name = text_at(entry, "provisionedModelName");
      all.push_back({.name = name,
                     .arn = text_at(entry, "provisionedModelArn"),
                     .model = text_at(entry, "modelArn"),
                     .status = text_at(entry, "status"),
                     .model_units = units != entry.end() && units->is_number_unsigned()
                                        ? units->get<std::uint64_t>()
                                        : 0,
                     .commitment = text_at(entry, "commitmentDuration"),
                     .commitment_ends = text_at(entry, "commitmentExpirationTime"),
                     .is_mine = !find_entry(open, region_, name).name.empty()});
    }
    token = text_at(reply, "nextToken");
  } while (!token.empty());
  return all;
}

void ThroughputShop::release(const std::string& name_or_arn) {
  const PurchaseLedger ledger(ledger_);
  const Purchase entry = find_entry(ledger.unreleased(), region_, name_or_arn);
  const std::string which = entry.detail.empty() ? name_or_arn : entry.detail;
  const auto client = make_aws_client(options_);
  const AwsOutcome outcome =
      client->call({.service = AwsService::kBedrock,
                    .method = "DELETE",
                    .path = kPath + std::string("/") + percent_encode(which)});
  const bool is_missing = outcome.error && outcome.error->kind == AwsError::Kind::kNotFound;
  // Not found says nothing when another account is asked than the one that bought.
  const bool is_gone =
      is_missing && !entry.account.empty() && entry.account == find_caller_account(*client);
  if (outcome.error && !is_gone) {
    throw Error(ErrorKind::kUnavailable,
                name_or_arn + " is not released: " +
                    explain(*outcome.error, "DeleteProvisionedModelThroughput") +
                    (is_missing ? "; if this is the right account and it was released elsewhere, "
                                  "forget it"
                                : ""));
  }
  if (!entry.name.empty()) ledger.record(PurchaseLedger::Step::kReleased, entry);
}

std::vector<std::string> ThroughputShop::unreleased() const {
  std::vector<std::string> names;
  for (const Purchase& entry : PurchaseLedger(ledger_).unreleased()) {
    if (entry.kind == kKind && entry.region == region_) names.push_back(entry.name);
  }
  return names;
}

void ThroughputShop::forget(const std::string& name) {
  const PurchaseLedger ledger(ledger_);
  const Purchase entry = find_entry(ledger.unreleased(), region_, name);
  if (entry.name.empty()) {
    throw Error(ErrorKind::kUsage, "throughput: '" + name + "' is not in the ledger");
  }
  ledger.record(PurchaseLedger::Step::kReleased, entry);
}

std::filesystem::path default_ledger() {
  const std::filesystem::path state = own_state_folder();
  if (state.empty()) {
    throw Error(ErrorKind::kUsage,
                "neither XDG_STATE_HOME nor HOME is set: there is no place for the ledger of "
                "purchases");
  }
  return state / "purchases.jsonl";
}

}  // namespace assay
