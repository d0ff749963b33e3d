#include "tokenizer/unicode.h"

#include <algorithm>

#include "tokenizer/unicode_tables.h"

namespace assay::unicode {
namespace {

constexpr char32_t kCodePoints = 0x110000;

// Hangul syllables decompose by arithmetic (The Unicode Standard, 3.12).
constexpr char32_t kHangulFirst = 0xAC00;
constexpr char32_t kHangulLast = 0xD7A3;
constexpr char32_t kLeadingFirst = 0x1100;
constexpr char32_t kVowelFirst = 0x1161;
constexpr char32_t kTrailingBefore =
    0x11A7;  // one before the first: index 0 means "no trailing consonant"
constexpr char32_t kVowels = 21;
constexpr char32_t kTrailings = 28;

constexpr char32_t kCapitalIWithDot = 0x130;

// The run of a sorted table that holds `code_point`, or nullptr.
template <typename Run>
const Run* find_run(std::span<const Run> runs, char32_t code_point) {
  const auto run = std::ranges::lower_bound(runs, code_point, {}, &Run::last);
  return run != runs.end() && run->first <= code_point ? &*run : nullptr;
}

void mark(std::vector<std::uint8_t>& bytes, char32_t first, char32_t last, Property property,
          char32_t step = 1) {
  for (char32_t c = first; c <= last; c += step)
    bytes[c] = static_cast<std::uint8_t>(bytes[c] | property);
}

}  // namespace

PropertyMap::PropertyMap() : bytes_(kCodePoints) {
  const Tables& all = tables();
  for (const auto& [ranges, property] : {std::pair{all.dropped, kDropped},
                                         {all.white_space, kWhiteSpace},
                                         {all.punctuation, kPunctuation},
                                         {all.nonspacing_marks, kNonspacingMark},
                                         {all.word_characters, kWordCharacter}}) {
    for (const CodePointRange& range : ranges) mark(bytes_, range.first, range.last, property);
  }
  for (const LowercaseRun& run : all.lowercase)
    mark(bytes_, run.first, run.last, kLowercases, run.step);
  mark(bytes_, kCapitalIWithDot, kCapitalIWithDot, kLowercases);
  for (const CombiningClassRun& run : all.combining_classes)
    mark(bytes_, run.first, run.last, kReorders);
  for (const Decomposition& entry : all.decompositions)
    mark(bytes_, entry.from, entry.from, kDecomposes);
  mark(bytes_, kHangulFirst, kHangulLast, kDecomposes);
}

const PropertyMap& PropertyMap::instance() {
  static const PropertyMap kMap;
  return kMap;
}

std::span<const char32_t> decompose(char32_t code_point, std::array<char32_t, 4>& buffer) {
  if (code_point >= kHangulFirst && code_point <= kHangulLast) {
    const char32_t index = code_point - kHangulFirst;
    buffer[0] = kLeadingFirst + index / (kVowels * kTrailings);
    buffer[1] = kVowelFirst + index / kTrailings % kVowels;
    buffer[2] = kTrailingBefore + index % kTrailings;
    return std::span(buffer).first(index % kTrailings == 0 ? 2 : 3);
  }
  const auto entries = tables().decompositions;
  const auto entry = std::ranges::lower_bound(entries, code_point, {}, &Decomposition::from);
  if (entry == entries.end() || entry->from != code_point) {
    buffer[0] = code_point;
    return std::span(buffer).first(1);
  }
  const auto length = std::ranges::find(entry->to, U'\0') - entry->to;
  return std::span(entry->to).first(static_cast<std::size_t>(length));
}

std::span<const char32_t> lowercase(char32_t code_point, std::array<char32_t, 2>& buffer) {
  if (code_point == kCapitalIWithDot) {
    buffer = {U'i', 0x307};
    return buffer;
  }
  const LowercaseRun* run = find_run(tables().lowercase, code_point);
  buffer[0] = code_point;
  if (run != nullptr && (code_point - run->first) % run->step == 0) {
    buffer[0] = static_cast<char32_t>(static_cast<std::int32_t>(code_point) + run->delta);
  }
  return std::span(buffer).first(1);
}

std::uint8_t combining_class(char32_t code_point) {
  const CombiningClassRun* run = find_run(tables().combining_classes, code_point);
  return run == nullptr ? std::uint8_t{0} : run->combining_class;
}

}  // namespace assay::unicode
