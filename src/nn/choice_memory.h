#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "nn/precision_choice.h"
#include "nn/tensor.h"

namespace assay {

// Under which name a choice is remembered: the CPU, the ISA and the instructions of its kernels, and
// the model (names and shapes of its tensors, and some bytes of each).
[[nodiscard]] std::string choice_key(const TensorSource& tensors, const Kernels& kernels);

// What was kept in `folder` under `key`; nothing when there is none or it cannot be read: then it is
// found out again.
[[nodiscard]] std::optional<PrecisionChoice> recall_choice(const std::filesystem::path& folder,
                                                           const std::string& key);
// A folder that cannot be written is no failure: the choice is then measured each time.
void remember_choice(const std::filesystem::path& folder, const std::string& key,
                     const PrecisionChoice& choice);

}  // namespace assay
