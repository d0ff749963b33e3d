#include <algorithm>
#include <cstring>

#include "assay/dataset.h"

namespace assay {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20U;

}  // namespace

void TextTable::add(std::string_view text) {
  if (text.size() > room_) {
    const std::size_t bytes = std::max(kBlockBytes, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(bytes));
    next_ = blocks_.back().get();
    room_ = bytes;
  }
  if (!text.empty()) std::memcpy(next_, text.data(), text.size());
  texts_.emplace_back(next_, text.size());
  next_ += text.size();
  room_ -= text.size();
}

std::vector<std::string> TextTable::slice(std::size_t begin, std::size_t end) const {
  return {texts_.begin() + static_cast<std::ptrdiff_t>(begin),
          texts_.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace assay
