#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// A text is longer than the model takes, as OpenAI and servers like it say so.
struct LengthRefusal {
  std::optional<std::size_t> text;  // place in the call, where it is told
  double most_tokens = 0;
  std::optional<double> asked_tokens;  // tokens of the text, where they are told
};
// From one of
//   This model's maximum context length is 8192 tokens, however you requested 10000 tokens ...
//   This model's maximum context length is 512 tokens. However, you requested 600 tokens ...   (vLLM)
//   Invalid 'input[3]': maximum input length is 8192 tokens.
// nullopt for any other message.
[[nodiscard]] std::optional<LengthRefusal> parse_length_refusal(std::string_view message);

// A shorter beginning of `text`: the share that fits where both numbers are known, else at most six
// code points a token and always a quarter less than before.
[[nodiscard]] std::string cut_to_length(std::string_view text, const LengthRefusal& refusal);

}  // namespace assay
