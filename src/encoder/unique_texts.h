#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "assay/matrix.h"

namespace assay {

// Which of many texts are equal. Texts are told by their bytes.
struct UniqueTexts {
  // For each distinct text, in order, the index of its first appearance.
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> which;  // for each text, its place in `first`
};

// REQUIRES: fewer than 2^32 texts.
[[nodiscard]] UniqueTexts find_unique(std::span<const std::string> texts);
// Copies the row of each distinct text, which stands at its first appearance, to the others.
void copy_to_repeated(const UniqueTexts& unique, Matrix& vectors);

}  // namespace assay
