#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "assay/encoder.h"
#include "assay/json.h"

namespace assay {

// Texts put in front of a text, by name ("query", "STS", "NFCorpus-query").
struct PromptTable {
  std::map<std::string, std::string, std::less<>> prompts;
  // Used where nothing else applies; need not be in the table.
  std::optional<std::string> default_name;
};

// Models that are told their task in words.
struct InstructionRules {
  Json instruction_template;  // null, a string with {instruction}, or an object; as in
                              // docs/catalogue.md
  Json prompts_dict = Json::object();
  bool apply_to_documents = true;
};

// Decides what stands in front of a text, as mteb 2 with sentence-transformers >= 5 does
// (docs/prompts.md has the rules).
class PromptRules {
 public:
  // `own`: the table of the model's folder. `known`: the model's entry in mteb's registry, whose
  // model_prompts replace that table and whose instruction_template and prompts_dict make it a
  // model with instructions; nullptr = not known.
  PromptRules(PromptTable own, const Json* known);

  // What to put directly in front of a text; empty = nothing.
  [[nodiscard]] std::string prompt_for(const EncodeContext& context) const;
  // The rules, for the record of a run.
  [[nodiscard]] Json settings() const;

 private:
  PromptTable table_;
  std::optional<InstructionRules> instructions_;
  bool from_registry_ = false;
};

// The two kinds by themselves. Both leave to the caller what the task's instruction is:
// context.instruction.
[[nodiscard]] std::string plain_prompt(const PromptTable& table, const EncodeContext& context);
// nullopt = no instruction is put in front, so that the table's default prompt applies.
[[nodiscard]] std::optional<std::string> instruction_prompt(const InstructionRules& rules,
                                                            const EncodeContext& context);

}  // namespace assay
