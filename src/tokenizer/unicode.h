#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Unicode as the reference tokenizer sees it (see unicode_tables.h): not one Unicode version, but
// the mix that the Hugging Face package was built with.
namespace assay::unicode {

inline constexpr char32_t kReplacement = 0xFFFD;

enum Property : std::uint8_t {
  kDropped = 1U << 0U,         // by BertNormalizer's clean_text: NUL, U+FFFD, most of Cc, Cf, Co
  kWhiteSpace = 1U << 1U,      // \s
  kPunctuation = 1U << 2U,     // ASCII punctuation or category P
  kNonspacingMark = 1U << 3U,  // category Mn
  kWordCharacter = 1U << 4U,   // \w
  kDecomposes = 1U << 5U,      // has a canonical decomposition
  kLowercases = 1U << 6U,      // is not its own lower case
  kReorders = 1U << 7U,        // its canonical combining class is not 0
};

// The properties of every code point, expanded from the tables once per process (1.1 MB, about 0.1
// ms).
class PropertyMap {
 public:
  static const PropertyMap& instance();
  // REQUIRES: code_point <= U+10FFFF.
  [[nodiscard]] std::uint8_t operator[](char32_t code_point) const { return bytes_[code_point]; }

 private:
  PropertyMap();
  std::vector<std::uint8_t> bytes_;
};

// Full canonical decomposition, written into `buffer`; the code point itself where it has none.
[[nodiscard]] std::span<const char32_t> decompose(char32_t code_point,
                                                  std::array<char32_t, 4>& buffer);

// Lower case of one character, without context; written into `buffer`. Only U+0130 gives two.
[[nodiscard]] std::span<const char32_t> lowercase(char32_t code_point,
                                                  std::array<char32_t, 2>& buffer);

// Canonical combining class, 0..240.
[[nodiscard]] std::uint8_t combining_class(char32_t code_point);

}  // namespace assay::unicode
