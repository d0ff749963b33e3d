#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "tokenizer/stages.h"
#include "tokenizer/unicode.h"

namespace assay {

// The "BertNormalizer" of tokenizer.json: clean, set Chinese characters apart, strip accents,
// lower-case, in this order. With everything off it copies the text.
class BertNormalizer final : public Normalizer {
 public:
  struct Options {
    // Drops control characters, then makes every white space a space. (Dropping comes first: a
    // vertical tab vanishes.)
    bool clean_text = true;
    bool handle_chinese_chars = true;
    std::optional<bool> strip_accents;  // nullopt: as `lowercase`
    bool lowercase = true;
  };
  explicit BertNormalizer(const Options& options);
  void normalize(std::string_view text, std::string& normalized) const override;

 private:
  class Writer;

  // Appends the ASCII characters that `text` begins with; returns how many there are.
  std::size_t append_ascii(std::string_view text, std::string& normalized) const;

  // What an ASCII character becomes; it is left out where `ascii_kept_` is 0.
  std::array<char, 128> ascii_{};
  std::array<std::uint8_t, 128> ascii_kept_{};
  const unicode::PropertyMap& properties_ = unicode::PropertyMap::instance();
  bool clean_text_, handle_chinese_chars_, strip_accents_, lowercase_;
};

}  // namespace assay
