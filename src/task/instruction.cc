#include "task/instruction.h"

namespace assay {

std::string instruction_of(const TaskInfo& info, Role role) {
  if (info.prompt_by_role) {
    if (role == Role::kNone) return "";
    return role == Role::kQuery ? info.query_prompt : info.document_prompt;
  }
  if (!info.query_prompt.empty()) return info.query_prompt;
  return info.settings.value("abstask_prompt", "");
}

}  // namespace assay
