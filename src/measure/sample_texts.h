#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// How many tokens texts have, special tokens and prompt included, and how often each length comes.
struct LengthMix {
  struct Part {
    std::size_t tokens;
    std::size_t share;
  };
  std::string_view name;
  std::vector<Part> parts;
};
// 16 tokens each.
[[nodiscard]] const LengthMix& short_queries();
// Of ten queries three of 8 tokens, four of 16, two of 32, one of 64: 21.6 on average.
[[nodiscard]] const LengthMix& mixed_queries();
// Of four documents one of 64 tokens, two of 128, one of 256: 144 on average.
[[nodiscard]] const LengthMix& document_texts();

// Makes texts of a wanted number of tokens out of common English words, all different from each
// other, the same ones every time.
class SampleTexts {
 public:
  // `count_tokens` tells a text's tokens as the model counts them, special tokens and prompt
  // included, or 0 when it cannot. It is called a few times, a hundred times for a vocabulary that
  // cuts common words into pieces.
  explicit SampleTexts(const std::function<std::uint64_t(const std::string&)>& count_tokens);

  [[nodiscard]] std::vector<std::string> make(const LengthMix& mix, std::size_t count) const;
  // The model cannot count: a word stands for a token.
  [[nodiscard]] bool tokens_are_words() const noexcept { return tokens_are_words_; }

 private:
  bool tokens_are_words_ = false;
  std::size_t overhead_ = 0;  // tokens of an empty text
  std::vector<std::size_t> tokens_of_word_;
};

}  // namespace assay
