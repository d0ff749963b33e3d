#include <algorithm>
#include <cctype>

#include "assay/bedrock.h"
#include "assay/catalogue.h"
#include "assay/report.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/model_flags.h"
#include "cli/output.h"
#include "cli/word_filter.h"

namespace assay::cli {
namespace {

std::string print_millions(const Json& parameters) {
  if (!parameters.is_number()) return "-";
  return print_count(parameters.get<double>() / 1e6) + " M";
}

std::string print_dimension(const Json& value) {
  if (value.is_array() && !value.empty()) return print_dimension(value.back());
  return value.is_number() ? std::to_string(value.get<long>()) : "-";
}

std::string print_length(const Json& value) {
  if (value.is_string()) return "no limit";
  return value.is_number() ? print_count(value.get<double>()) : "-";
}

class ModelsCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "models"; }
  [[nodiscard]] std::string summary() const override { return "List the models that mteb knows"; }
  [[nodiscard]] std::string details() const override {
    return "Whatever is listed is known by its facts (dimensions, prompts, licence); whether assay "
           "can run it is told\n"
           "when it is opened. A folder with a Sentence Transformers model needs no entry.\n"
           "--provider bedrock asks Bedrock what it offers in the region and whether the account "
           "may "
           "use it.";
  }
  void declare(FlagSet& flags) override {
    flags.arguments("TEXT", words_, "Only names with each of these in them");
    flags.choice("--provider", provider_, {"bedrock"}, "List what a provider offers now");
    declare_aws_flags(flags, remote_);
    flags.text("--show-agreement", show_agreement_, "ID",
               "Show the terms that a model of Bedrock asks for");
    flags.text("--accept-agreement", accept_agreement_, "ID",
               "Show the terms and accept them for the whole account");
    flags.flag("--json", json_, "One JSON array with all facts");
  }
  [[nodiscard]] int execute() override {
    if (!show_agreement_.empty() || !accept_agreement_.empty()) return handle_agreement();
    if (provider_ == "bedrock") return list_bedrock();
    Table table;
    table.header = {"Model", "Parameters", "Dimensions", "Max tokens", "Licence"};
    table.left_columns = {0, 4};
    Json list = Json::array();
    for (const std::string& model : known_model_names()) {
      if (!has_all_words(model, words_)) continue;
      const auto facts = find_known_model(model);
      if (!facts) continue;
      if (json_) {
        list.push_back(*facts);
        continue;
      }
      const Json license = facts->value("license", Json());
      table.rows.push_back({model, print_millions(facts->value("n_parameters", Json())),
                            print_dimension(facts->value("embed_dim", Json())),
                            print_length(facts->value("max_tokens", Json())),
                            license.is_string() ? license.get<std::string>() : "-"});
    }
    print(json_ ? list.dump(2) + "\n" : print_table(table, TableStyle::kTerminal));
    return kExitDone;
  }

 private:
  [[nodiscard]] RemoteOptions remote_options() const {
    RemoteOptions options;
    options.region = remote_.region;
    options.profile = remote_.profile;
    return options;
  }

  [[nodiscard]] int list_bedrock() const {
    Table table;
    table.header = {"Model", "Provider", "Inference", "Lifecycle", "Access", "Runs here"};
    table.left_columns = {0, 1, 2, 3, 4, 5};
    Json list = Json::array();
    for (const BedrockOffer& offer : list_bedrock_models(remote_options())) {
      if (!has_all_words(offer.model_id, words_)) continue;
      list.push_back({{"model", "bedrock:" + offer.model_id},
                      {"name", offer.name},
                      {"provider", offer.provider},
                      {"inference_types", offer.inference_types},
                      {"lifecycle", offer.lifecycle},
                      {"access", offer.access},
                      {"is_known", offer.is_known}});
      table.rows.push_back({"bedrock:" + offer.model_id, offer.provider, offer.inference_types,
                            offer.lifecycle, offer.access, offer.is_known ? "yes" : "no"});
    }
    print(json_ ? list.dump(2) + "\n" : print_table(table, TableStyle::kTerminal));
    return kExitDone;
  }

  // The terms are always shown before anything is accepted.
  [[nodiscard]] int handle_agreement() const {
    const bool accept = !accept_agreement_.empty();
    std::string id = accept ? accept_agreement_ : show_agreement_;
    if (id.starts_with("bedrock:")) id = id.substr(sizeof("bedrock:") - 1);
    const BedrockAgreement agreement = find_bedrock_agreement(remote_options(), id);
    if (agreement.offer_token.empty()) {
      print(id + ": there is no offer: nothing has to be agreed to\n");
      return kExitDone;
    }
    print(id + ": terms: " + agreement.legal_url + "\n");
    for (const std::string& rate : agreement.rates) print("  " + rate + "\n");
    if (!accept) return kExitDone;
    flush_output();
    accept_bedrock_agreement(remote_options(), id, agreement);
    print(id + ": accepted; it can take 15 minutes until the model answers\n");
    return kExitDone;
  }

  std::vector<std::string> words_;
  std::string provider_;
  ModelFlags remote_;
  std::string show_agreement_;
  std::string accept_agreement_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_models_command() { return std::make_unique<ModelsCommand>(); }

}  // namespace assay::cli
