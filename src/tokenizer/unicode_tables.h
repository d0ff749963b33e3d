#pragma once

#include <cstdint>
#include <span>

namespace assay::unicode {

// What tools/generate_unicode_tables.py found out about the reference tokenizer; unicode.h makes it
// usable. All tables are sorted by code point.

struct CodePointRange {
  char32_t first, last;
};

// Every `step`-th code point of first..last lower-cases to itself + delta.
struct LowercaseRun {
  char32_t first, last;
  std::uint8_t step;
  std::int32_t delta;
};

struct CombiningClassRun {
  char32_t first, last;
  std::uint8_t combining_class;
};

// Full canonical decomposition; unused places of `to` hold 0.
struct Decomposition {
  char32_t from;
  char32_t to[4];
};

struct Tables {
  std::span<const CodePointRange> dropped;           // by BertNormalizer's clean_text
  std::span<const CodePointRange> white_space;       // \s
  std::span<const CodePointRange> punctuation;       // a token of its own in BertPreTokenizer
  std::span<const CodePointRange> nonspacing_marks;  // dropped by strip_accents
  std::span<const CodePointRange> word_characters;   // \w
  std::span<const LowercaseRun> lowercase;           // all but U+0130
  std::span<const CombiningClassRun> combining_classes;
  std::span<const Decomposition> decompositions;  // all but Hangul syllables
};

[[nodiscard]] const Tables& tables() noexcept;

}  // namespace assay::unicode
