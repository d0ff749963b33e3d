#include <algorithm>
#include <cctype>

#include "assay/catalogue.h"
#include "assay/report.h"
#include "cli/command.h"
#include "cli/exit_code.h"
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
           "when it is opened. A folder with a Sentence Transformers model needs no entry.";
  }
  void declare(FlagSet& flags) override {
    flags.arguments("TEXT", words_, "Only names with each of these in them");
    flags.flag("--json", json_, "One JSON array with all facts");
  }
  [[nodiscard]] int execute() override {
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
  std::vector<std::string> words_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_models_command() { return std::make_unique<ModelsCommand>(); }

}  // namespace assay::cli
