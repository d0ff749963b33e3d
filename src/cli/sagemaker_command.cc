#include <algorithm>
#include <cstdio>
#include <string>

#include "assay/error.h"
#include "assay/jumpstart.h"
#include "assay/report.h"
#include "assay/throughput.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/model_flags.h"
#include "cli/output.h"
#include "cli/word_filter.h"

namespace assay::cli {
namespace {

// How long endpoints of embedding models take, as seen in AWS's examples.
constexpr double kUsualInstanceSeconds = 480;

std::string print_minutes(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.0f min", seconds / 60);
  return text;
}

class SageMakerCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "sagemaker"; }
  [[nodiscard]] std::string summary() const override {
    return "List, deploy and delete JumpStart models of SageMaker";
  }
  [[nodiscard]] std::string details() const override {
    return "assay sagemaker jumpstart list [TEXT]     text-embedding models of the public hub\n"
           "assay sagemaker jumpstart deploy NAME     shows what will be made, asks, and makes it; "
           "use "
           "it with -m sagemaker:NAME\n"
           "assay sagemaker jumpstart status NAME     whether it is in service\n"
           "assay sagemaker jumpstart delete NAME     or with --all-mine all that was made here\n"
           "An endpoint with instances bills until it is deleted. What is made is written down "
           "before "
           "it is made.";
  }
  void declare(FlagSet& flags) override {
    flags.argument("WHAT", what_, "jumpstart", true);
    flags.argument("ACTION", action_, "list, deploy, status or delete", true);
    flags.argument("NAME", name_,
                   "Of deploy, status, delete: the endpoint; of list: a part of the id", false);
    flags.text("--model", order_.model_id, "ID", "Of deploy: the model");
    flags.text("--model-version", order_.version, "VERSION", "Of deploy (default: the newest)");
    flags.text("--role", order_.role_arn, "ARN", "Of deploy: the role that the container runs as");
    flags.text("--instance-type", order_.instance_type, "TYPE",
               "Of deploy (default: the model's own)");
    flags.count("--serverless", serverless_, "Of deploy: without instances, with so many MB");
    flags.count("--serverless-concurrency", concurrency_,
                "Of deploy: requests at a time, at most (default: 5)");
    flags.flag("--accept-terms", accepts_terms_,
               "Of deploy: accept the terms whose address is shown");
    flags.flag("--all-mine", all_mine_, "Of delete: all that was made here, in this region");
    declare_aws_flags(flags, model_);
    flags.flag("--json", json_, "JSON instead of a table, of list and status");
  }

  [[nodiscard]] int execute() override {
    if (what_ != "jumpstart") {
      throw Error(ErrorKind::kUsage, "sagemaker: expected 'jumpstart', not '" + what_ + "'");
    }
    if (action_ == "list") return list();
    if (action_ == "deploy") return deploy();
    if (action_ == "status") return show_status();
    if (action_ == "delete") return remove();
    throw Error(ErrorKind::kUsage,
                "sagemaker jumpstart: list, deploy, status or delete, not '" + action_ + "'");
  }

 private:
  [[nodiscard]] RemoteOptions options() const {
    RemoteOptions options;
    options.region = model_.region;
    options.profile = model_.profile;
    return options;
  }
  [[nodiscard]] EndpointKeeper open_keeper() const { return {options(), default_ledger()}; }

  [[nodiscard]] int list() const {
    Table table;
    table.header = {"Model", "Version", "Name"};
    table.left_columns = {0, 1, 2};
    Json list = Json::array();
    for (const JumpStartModel& model : list_jumpstart_models(options())) {
      if (!name_.empty() && !has_all_words(model.id, {name_})) continue;
      list.push_back({{"model", model.id}, {"version", model.version}, {"name", model.name}});
      table.rows.push_back({model.id, model.version, model.name});
    }
    print(json_ ? list.dump(2) + "\n" : print_table(table, TableStyle::kTerminal));
    return kExitDone;
  }

  [[nodiscard]] int deploy() {
    order_.endpoint = name_;
    order_.serverless_megabytes = serverless_;
    order_.serverless_concurrency = concurrency_;
    EndpointKeeper keeper = open_keeper();
    const EndpointPlan plan = keeper.plan(order_);
    std::string text = "To be made in " + keeper.region() + ": endpoint '" + name_ + "' of " +
                       plan.model_id + " " + plan.version + "\n  image   " + plan.image +
                       "\n  archive " + plan.artifact + "\n";
    text += serverless_ > 0 ? "  serverless, " + std::to_string(serverless_) +
                                  " MB, billed by the time that requests take\n"
                            : "  1 x " + plan.instance_type +
                                  ", billed by the hour, used or not, until it is deleted\n";
    if (!plan.terms.empty()) text += "  terms   " + plan.terms + "\n";
    if (!plan.terms.empty() && !accepts_terms_) {
      print(text);
      throw Error(ErrorKind::kUsage, plan.model_id + ": accept its terms with --accept-terms");
    }
    if (!ask_for_yes(text + "Type yes to deploy: ")) {
      print("\nNothing was made.\n");
      return kExitFailed;
    }
    keeper.deploy(order_, plan, accepts_terms_);
    print("\nMade; it is in service in some minutes (assay sagemaker jumpstart status " + name_ +
          ").\nUse it with -m sagemaker:" + name_ +
          ", and then\nassay sagemaker jumpstart delete " + name_ + "\n");
    return kExitDone;
  }

  [[nodiscard]] int show_status() const {
    if (name_.empty())
      throw Error(ErrorKind::kUsage, "sagemaker jumpstart status: which endpoint?");
    const EndpointState state = open_keeper().state(name_);
    const bool is_creating = state.status == "Creating";
    const double left = std::max(0.0, kUsualInstanceSeconds - state.age_seconds);
    if (json_) {
      print(Json{{"endpoint", state.endpoint},
                 {"status", state.status.empty() ? Json() : Json(state.status)},
                 {"reason", state.reason},
                 {"age_seconds", state.age_seconds},
                 {"usual_seconds_left", is_creating ? Json(left) : Json()}}
                .dump(2) +
            "\n");
    } else if (state.status.empty()) {
      print(name_ + ": there is no such endpoint\n");
    } else {
      print(name_ + ": " + state.status + (state.reason.empty() ? "" : ": " + state.reason) + ", " +
            print_minutes(state.age_seconds) + " old" +
            (is_creating ? "; usually " + print_minutes(left) + " more" : "") + "\n");
    }
    return state.status.empty() || state.status == "Failed" ? kExitFailed : kExitDone;
  }

  [[nodiscard]] int remove() const {
    if (all_mine_ == !name_.empty()) {
      throw Error(ErrorKind::kUsage, "sagemaker jumpstart delete: a name, or --all-mine");
    }
    EndpointKeeper keeper = open_keeper();
    const std::vector<std::string> mine = keeper.unreleased();
    const std::vector<std::string> names = all_mine_ ? mine : std::vector<std::string>{name_};
    if (names.empty()) print("There is nothing to delete.\n");
    bool good = true;
    for (const std::string& name : names) {
      if (std::find(mine.begin(), mine.end(), name) == mine.end()) {
        throw Error(ErrorKind::kUsage, "'" + name + "' was not made here: it is not in the ledger");
      }
      try {
        keeper.remove(name);
        print(name + " is deleted\n");
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::kUnavailable) throw;
        print_note(std::string("assay: ") + error.what() + "\n");
        good = false;
      }
    }
    return good ? kExitDone : kExitFailed;
  }

  std::string what_;
  std::string action_;
  std::string name_;
  EndpointOrder order_;
  std::size_t serverless_ = 0;
  std::size_t concurrency_ = 5;
  bool accepts_terms_ = false;
  bool all_mine_ = false;
  ModelFlags model_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_sagemaker_command() { return std::make_unique<SageMakerCommand>(); }

}  // namespace assay::cli
