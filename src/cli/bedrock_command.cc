#include <cstdio>
#include <optional>
#include <string>

#include "assay/error.h"
#include "assay/report.h"
#include "assay/throughput.h"
#include "cli/bedrock_batch.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/model_flags.h"
#include "cli/number_flag.h"
#include "cli/output.h"

namespace assay::cli {
namespace {

// "amazon.titan-embed-text-v2:0:8k" has its price under "bedrock:amazon.titan-embed-text-v2".
std::string price_name(const std::string& model_id) {
  return "bedrock:" + model_id.substr(0, model_id.find(':'));
}

std::string print_dollars(double dollars) {
  char text[48];
  std::snprintf(text, sizeof text, "$%.2f", dollars);
  return text;
}

// 0 = not said.
double parse_rate(const std::string& flag, const std::string& text) {
  return text.empty() ? 0 : parse_positive_number(flag, text);
}

class BedrockCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "bedrock"; }
  [[nodiscard]] std::string summary() const override {
    return "Provisioned throughput and batch jobs of Bedrock";
  }
  [[nodiscard]] std::string details() const override {
    return "assay bedrock throughput plan     how many model units a load needs, and what the hour "
           "costs\n"
           "assay bedrock throughput buy      shows the commitment, asks, and buys; use it with -m "
           "bedrock:ARN\n"
           "assay bedrock throughput list     all of the account in the region\n"
           "assay bedrock throughput release  by name or ARN, or with --all-mine all that was "
           "bought "
           "here\n"
           "assay bedrock throughput forget   takes a name off the list of purchases, asking "
           "nobody\n"
           "It bills by the hour, used or not, until it is released. What is bought is written "
           "down "
           "before it is bought.\n"
           "assay bedrock batch list          jobs of --bedrock-batch that were ordered here, with "
           "what is left of them\n"
           "assay bedrock batch stop NAME     what it has done is billed, and can be taken\n"
           "assay bedrock batch forget NAME   its texts are ordered anew when they are asked for";
  }
  void declare(FlagSet& flags) override {
    flags.argument("WHAT", what_, "throughput or batch", true);
    flags.argument("ACTION", action_, "plan, buy, list, release or forget; list, stop or forget",
                   true);
    flags.argument("NAME", name_, "Of buy, release, stop, forget: its name", false);
    flags.text("--model", order_.model_id, "ID",
               "Of plan and buy: the model, with its size (amazon.titan-embed-text-v2:0:8k)");
    flags.count("--units", units_, "Of buy: model units (default: 1)");
    flags.choice("--commitment", order_.commitment, {"OneMonth", "SixMonths"},
                 "Of buy: for a lower price; it cannot be released before the end");
    flags.text("--requests", requests_, "N", "Of plan: requests a minute");
    flags.text("--tokens", tokens_, "N", "Of plan: tokens a minute");
    flags.text("--unit-requests", unit_requests_, "N", "Of plan: requests a minute of one unit");
    flags.text("--unit-tokens", unit_tokens_, "N", "Of plan: tokens a minute of one unit");
    flags.text("--unit-price", unit_price_, "DOLLARS",
               "Of plan and buy: an hour of one unit (default: per_unit_hour of the price file)");
    flags.flag("--all-mine", all_mine_, "Of release: all that was bought here, in this region");
    flags.text("--prices", model_.prices, "FILE", "Prices instead of the built-in ones");
    declare_aws_flags(flags, model_);
    flags.flag("--json", json_, "JSON instead of a table, of plan and list");
  }

  [[nodiscard]] int execute() override {
    if (what_ == "batch") return run_batch_action(action_, name_, remote_options(), json_);
    if (what_ != "throughput") {
      throw Error(ErrorKind::kUsage,
                  "bedrock: expected 'throughput' or 'batch', not '" + what_ + "'");
    }
    if (action_ == "plan") return plan();
    if (action_ == "buy") return buy();
    if (action_ == "list") return list();
    if (action_ == "release") return release();
    if (action_ == "forget") return forget();
    throw Error(ErrorKind::kUsage,
                "bedrock throughput: plan, buy, list, release or forget, not '" + action_ + "'");
  }

 private:
  [[nodiscard]] RemoteOptions remote_options() const {
    RemoteOptions options;
    options.region = model_.region;
    options.profile = model_.profile;
    options.batch.ledger = default_ledger();
    return options;
  }
  [[nodiscard]] ThroughputShop open_shop() const { return {remote_options(), default_ledger()}; }

  [[nodiscard]] std::optional<double> unit_price() const {
    if (!unit_price_.empty()) return parse_rate("--unit-price", unit_price_);
    return load_prices(model_).per_unit_hour(price_name(order_.model_id));
  }

  [[nodiscard]] std::string print_cost(std::uint64_t units) const {
    const auto price = unit_price();
    if (!price) return "at a price that the price file does not have (--unit-price)";
    const double hour = *price * static_cast<double>(units);
    return print_dollars(hour) + " an hour, " + print_dollars(24 * hour) + " a day, " +
           print_dollars(730 * hour) + " a month";
  }

  [[nodiscard]] int plan() const {
    const ThroughputLoad load{
        .requests_per_minute = parse_rate("--requests", requests_),
        .tokens_per_minute = parse_rate("--tokens", tokens_),
        .unit_requests_per_minute = parse_rate("--unit-requests", unit_requests_),
        .unit_tokens_per_minute = parse_rate("--unit-tokens", unit_tokens_)};
    const std::uint64_t units = count_model_units(load);
    const PriceTable prices = load_prices(model_);
    const auto price = unit_price();
    const auto on_demand = prices.per_million_tokens(price_name(order_.model_id));
    std::optional<double> on_demand_hour;
    if (on_demand && load.tokens_per_minute > 0) {
      on_demand_hour = *on_demand * load.tokens_per_minute * 60 / 1e6;
    }
    if (json_) {
      const Json hour = price ? Json(*price * static_cast<double>(units)) : Json();
      const Json on_demand_json = on_demand_hour ? Json(*on_demand_hour) : Json();
      print(Json{{"model_units", units},
                 {"dollars_per_hour", hour},
                 {"on_demand_dollars_per_hour", on_demand_json},
                 {"prices_of", prices.date()}}
                .dump(2) +
            "\n");
      return kExitDone;
    }
    print(std::to_string(units) + " model units, " + print_cost(units) + "\n");
    if (on_demand_hour) {
      print("the same tokens on demand: " + print_dollars(*on_demand_hour) +
            " an hour, at prices of " + prices.date() + "\n");
    }
    return kExitDone;
  }

  // Nothing but the word makes it buy: there is no flag for it.
  [[nodiscard]] int buy() {
    order_.name = name_;
    order_.model_units = units_;
    ThroughputShop shop = open_shop();
    const std::string end = order_.commitment.empty()
                                ? "until it is released, which is possible at any time"
                                : "for " + order_.commitment + ", and cannot be released before";
    const bool is_wanted =
        ask_for_yes("To be bought in " + shop.region() + ": " + std::to_string(units_) +
                    " model units of " + order_.model_id + " as '" + name_ + "', " +
                    print_cost(units_) + ", billed " + end + ".\nType yes to buy: ");
    if (!is_wanted) {
      print("\nNothing was bought.\n");
      return kExitFailed;
    }
    const std::string arn = shop.buy(order_);
    print("\nBought: " + arn + "\nUse it with -m 'bedrock:" + arn +
          "' once 'assay bedrock throughput list' says InService; it bills from now on, until\n" +
          "assay bedrock throughput release " + name_ + "\n");
    return kExitDone;
  }

  [[nodiscard]] int list() const {
    Table table;
    table.header = {"Name", "Model", "Units", "Status", "Commitment", "Ends", "Bought here"};
    table.left_columns = {0, 1, 3, 4, 5, 6};
    Json list = Json::array();
    for (const ProvisionedThroughput& entry : open_shop().list()) {
      list.push_back({{"name", entry.name},
                      {"arn", entry.arn},
                      {"model", entry.model},
                      {"model_units", entry.model_units},
                      {"status", entry.status},
                      {"commitment", entry.commitment},
                      {"commitment_ends", entry.commitment_ends},
                      {"is_mine", entry.is_mine}});
      table.rows.push_back({entry.name, entry.model.substr(entry.model.rfind('/') + 1),
                            std::to_string(entry.model_units), entry.status,
                            entry.commitment.empty() ? "none" : entry.commitment,
                            entry.commitment_ends, entry.is_mine ? "yes" : "no"});
    }
    print(json_ ? list.dump(2) + "\n" : print_table(table, TableStyle::kTerminal));
    return kExitDone;
  }

  [[nodiscard]] int release() const {
    if (all_mine_ == !name_.empty()) {
      throw Error(ErrorKind::kUsage, "bedrock throughput release: a name, or --all-mine");
    }
    ThroughputShop shop = open_shop();
    const std::vector<std::string> names =
        all_mine_ ? shop.unreleased() : std::vector<std::string>{name_};
    bool good = true;
    for (const std::string& name : names) {
      try {
        shop.release(name);
        print(name + " is released\n");
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::kUnavailable) throw;
        print_note(std::string("assay: ") + error.what() + "\n");
        good = false;
      }
    }
    if (names.empty()) print("There is nothing to release.\n");
    return good ? kExitDone : kExitFailed;
  }

  [[nodiscard]] int forget() const {
    open_shop().forget(name_);
    print(name_ + " is off the list. If it is still there, it still bills.\n");
    return kExitDone;
  }

  std::string what_;
  std::string action_;
  std::string name_;
  ThroughputOrder order_;
  std::size_t units_ = 1;
  std::string requests_;
  std::string tokens_;
  std::string unit_requests_;
  std::string unit_tokens_;
  std::string unit_price_;
  bool all_mine_ = false;
  ModelFlags model_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_bedrock_command() { return std::make_unique<BedrockCommand>(); }

}  // namespace assay::cli
