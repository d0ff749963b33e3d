#include "encoder/unique_texts.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace assay {

UniqueTexts find_unique(std::span<const std::string> texts) {
  UniqueTexts result;
  result.which.reserve(texts.size());
  std::unordered_map<std::string_view, std::uint32_t> places;
  places.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto [entry, is_new] =
        places.try_emplace(texts[i], static_cast<std::uint32_t>(result.first.size()));
    if (is_new) result.first.push_back(static_cast<std::uint32_t>(i));
    result.which.push_back(entry->second);
  }
  return result;
}

void copy_to_repeated(const UniqueTexts& unique, Matrix& vectors) {
  for (std::size_t i = 0; i < unique.which.size(); ++i) {
    const std::uint32_t original = unique.first[unique.which[i]];
    if (original != i) std::ranges::copy(vectors.row(original), vectors.row(i).begin());
  }
}

}  // namespace assay
