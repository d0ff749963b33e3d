#include "encoder/prompts.h"

#include <string_view>
#include <utility>
#include <vector>

namespace assay {
namespace {

// "query", "document", or "" for texts without a role.
std::string_view role_key(Role role) {
  return role == Role::kNone ? std::string_view() : to_string(role);
}

PromptTable table_from(const Json& prompts) {
  PromptTable table;
  for (const auto& [name, prompt] : prompts.items()) {
    if (prompt.is_string()) table.prompts.emplace(name, prompt.get<std::string>());
  }
  return table;
}

std::string filled(std::string_view text, std::string_view instruction) {
  constexpr std::string_view kField = "{instruction}";
  std::string result;
  for (std::size_t at = text.find(kField); at != std::string_view::npos; at = text.find(kField)) {
    result.append(text.substr(0, at)).append(instruction);
    text.remove_prefix(at + kField.size());
  }
  return result.append(text);
}

// The string of an entry that is the same for all roles or an object by role; nullopt when it does
// not say.
std::optional<std::string> by_role(const Json& entry, Role role) {
  if (entry.is_string()) return entry.get<std::string>();
  if (!entry.is_object()) return std::nullopt;
  for (const std::string_view key : {std::string_view("all"), to_string(role)}) {
    const auto found = entry.find(key);
    if (found != entry.end() && found->is_string()) return found->get<std::string>();
  }
  return std::nullopt;
}

// mteb, AbsEncoder.get_instruction: what the model's own dictionary says for task name, task type
// or role; else the task's.
std::string instruction_for(const InstructionRules& rules, const EncodeContext& context) {
  for (const std::string_view key : {std::string_view(context.task_name),
                                     std::string_view(context.task_type), role_key(context.role)}) {
    const auto found = key.empty() ? rules.prompts_dict.end() : rules.prompts_dict.find(key);
    if (found == rules.prompts_dict.end()) continue;
    // An object that does not state this role gives no instruction at all, not the task's.
    if (!found->is_string() || !found->get_ref<const std::string&>().empty()) {
      return by_role(*found, context.role).value_or("");
    }
    break;
  }
  return context.instruction;
}

}  // namespace

std::string plain_prompt(const PromptTable& table, const EncodeContext& context) {
  const std::string role(role_key(context.role));
  std::vector<std::string> names;
  // mteb, get_prompt_name: from the most special key to the most general one.
  for (const std::string& of : {context.task_name, context.task_type}) {
    if (of.empty()) continue;
    if (!role.empty()) names.push_back(of + "-" + role);
    names.push_back(of);
  }
  if (!role.empty()) names.push_back(role);
  // sentence-transformers, encode_document: other names for the same role.
  if (context.role == Role::kDocument) names.insert(names.end(), {"passage", "corpus"});
  if (table.default_name) names.push_back(*table.default_name);
  for (const std::string& name : names) {
    if (const auto found = table.prompts.find(name); found != table.prompts.end())
      return found->second;
  }
  return "";
}

std::optional<std::string> instruction_prompt(const InstructionRules& rules,
                                              const EncodeContext& context) {
  if (context.role == Role::kDocument && !rules.apply_to_documents) return std::nullopt;
  std::string instruction = instruction_for(rules, context);
  const Json& shape = rules.instruction_template;
  if (shape.is_null()) return instruction;
  // A template that is text is left out together with an empty instruction; one that is code (an
  // object here) is asked always.
  if (shape.is_string())
    return instruction.empty() ? "" : filled(shape.get<std::string>(), instruction);
  if (instruction.empty() && shape.contains("empty_instruction")) {
    if (const auto text = by_role(shape.at("empty_instruction"), context.role)) return text;
  }
  return filled(by_role(shape, context.role).value_or(""), instruction);
}

PromptRules::PromptRules(PromptTable own, const Json* known) : table_(std::move(own)) {
  if (known == nullptr) return;
  const auto field = [&](const char* name) {
    const auto found = known->find(name);
    return found == known->end() ? Json() : *found;
  };
  if (const Json prompts = field("model_prompts"); prompts.is_object() && !prompts.empty()) {
    // The default prompt's name stays, but is looked up in the new table.
    table_.prompts = table_from(prompts).prompts;
    from_registry_ = true;
  }
  const Json shape = field("instruction_template");
  const Json dictionary = field("prompts_dict");
  const bool takes_instructions = field("adapter") == "InstructSentenceTransformerModel";
  if (shape.is_null() && dictionary.is_null() && !takes_instructions) return;
  InstructionRules rules;
  rules.instruction_template = shape;
  if (dictionary.is_object()) rules.prompts_dict = dictionary;
  if (const Json options = field("adapter_options"); options.is_object()) {
    rules.apply_to_documents = options.value("apply_instruction_to_passages", true);
  }
  instructions_ = std::move(rules);
  from_registry_ = true;
}

std::string PromptRules::prompt_for(const EncodeContext& context) const {
  if (!instructions_) return plain_prompt(table_, context);
  if (const auto prompt = instruction_prompt(*instructions_, context)) return *prompt;
  const auto found =
      table_.default_name ? table_.prompts.find(*table_.default_name) : table_.prompts.end();
  return found == table_.prompts.end() ? "" : found->second;
}

Json PromptRules::settings() const {
  Json record = {{"from", from_registry_ ? "registry" : "model"}};
  if (instructions_) record["instruction_template"] = instructions_->instruction_template;
  Json prompts = Json::object();
  for (const auto& [name, prompt] : table_.prompts) {
    if (!prompt.empty()) prompts[name] = prompt;
  }
  record["prompts"] = std::move(prompts);
  if (table_.default_name) record["default_prompt_name"] = *table_.default_name;
  return record;
}

}  // namespace assay
