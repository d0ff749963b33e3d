#pragma once

#include <string>

#include "assay/catalogue.h"
#include "assay/encoder.h"

namespace assay {

// The instruction that a task gives to a model that takes instructions (docs/prompts.md): its own prompt; where it states
// none, that of its protocol; where it states one by role and not this role's, none.
[[nodiscard]] std::string instruction_of(const TaskInfo& info, Role role);

}  // namespace assay
