#include "base/python_text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>

#include "base/utf8.h"

namespace assay {
namespace {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// Every `step`th code point from `first` to `last` becomes itself plus `distance`.
struct LowerRun {
  char32_t first;
  char32_t last;
  std::uint32_t step;
  std::int32_t distance;
};

#include "base/python_text_tables.inc"

constexpr char32_t kCapitalIWithDot = 0x130;
constexpr char32_t kCombiningDotAbove = 0x307;
constexpr char32_t kCapitalSigma = 0x3A3;
constexpr char32_t kSmallSigma = 0x3C3;
constexpr char32_t kFinalSigma = 0x3C2;

template <typename Range>
const Range* find_range(std::span<const Range> ranges, char32_t c) {
  const auto after = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  if (after == ranges.begin()) return nullptr;
  const Range& range = *std::prev(after);
  return c <= range.last ? &range : nullptr;
}

bool is_cased(char32_t c) { return find_range<CodePointRange>(kCasedRanges, c) != nullptr; }

bool is_case_ignorable(char32_t c) {
  return find_range<CodePointRange>(kCaseIgnorableRanges, c) != nullptr;
}

char32_t lower_of(char32_t c) {
  const LowerRun* run = find_range<LowerRun>(kLowerRuns, c);
  if (run == nullptr || (c - run->first) % run->step != 0) return c;
  return static_cast<char32_t>(static_cast<std::int32_t>(c) + run->distance);
}

// Is the sigma between `before` and `after` the last letter of a word? Case-ignorable characters
// are looked through.
bool is_final_sigma(std::string_view before, std::string_view after) {
  bool follows_cased = false;
  while (!before.empty()) {
    std::size_t position = before.size() - 1;
    while ((static_cast<unsigned char>(before[position]) & 0xC0U) == 0x80U) --position;
    const std::size_t start = position;
    const char32_t c = decode_utf8(before, position);
    if (!is_case_ignorable(c)) {
      follows_cased = is_cased(c);
      break;
    }
    before.remove_suffix(before.size() - start);
  }
  if (!follows_cased) return false;
  for (std::size_t position = 0; position < after.size();) {
    const char32_t c = decode_utf8(after, position);
    if (!is_case_ignorable(c)) return !is_cased(c);
  }
  return true;
}

}  // namespace

bool is_python_word_character(char32_t c) {
  if (c < 0x80U) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') ||
           c == U'_';
  }
  return find_range<CodePointRange>(kWordRanges, c) != nullptr;
}

std::string python_lower(std::string_view text) {
  std::string lower;
  lower.reserve(text.size());
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    const char32_t c = decode_utf8(text, position);
    if (c < 0x80U) {
      lower += static_cast<char>(c >= U'A' && c <= U'Z' ? c + 32U : c);
    } else if (c == kCapitalSigma) {
      const bool is_final = is_final_sigma(text.substr(0, start), text.substr(position));
      append_utf8(lower, is_final ? kFinalSigma : kSmallSigma);
    } else if (c == kCapitalIWithDot) {
      append_utf8(lower, U'i');
      append_utf8(lower, kCombiningDotAbove);
    } else {
      append_utf8(lower, lower_of(c));
    }
  }
  return lower;
}

}  // namespace assay
