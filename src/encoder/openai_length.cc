#include "encoder/openai_length.h"

#include <algorithm>
#include <charconv>

#include "encoder/remote_encoder.h"

namespace assay {
namespace {

// Nearly all text has fewer code points a token.
constexpr double kMostCharactersPerToken = 6;

std::optional<double> number_after(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const char* begin = text.data() + at + mark.size();
  double number = 0;
  const auto parsed = std::from_chars(begin, text.data() + text.size(), number);
  if (parsed.ec != std::errc() || !(number >= 0 && number < 1e12)) return std::nullopt;
  return number;
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::optional<LengthRefusal> parse_length_refusal(std::string_view message) {
  if (const auto most = number_after(message, "maximum context length is ")) {
    const auto asked = number_after(message, "you requested ");
    if (!asked || *asked <= *most) return std::nullopt;
    return LengthRefusal{.text = std::nullopt, .most_tokens = *most, .asked_tokens = asked};
  }
  const auto most = number_after(message, "maximum input length is ");
  if (!most) return std::nullopt;
  LengthRefusal refusal{.text = std::nullopt, .most_tokens = *most, .asked_tokens = std::nullopt};
  if (const auto text = number_after(message, "'input[")) {
    refusal.text = static_cast<std::size_t>(*text);
  }
  return refusal;
}

std::string cut_to_length(std::string_view text, const LengthRefusal& refusal) {
  const auto characters = static_cast<double>(count_code_points(text));
  // Tokens are not spread evenly: a little less than the share.
  const double kept =
      refusal.asked_tokens
          ? 0.98 * characters * refusal.most_tokens / *refusal.asked_tokens
          : std::min(0.75 * characters, kMostCharactersPerToken * refusal.most_tokens);
  return std::string(cut_characters(text, static_cast<std::size_t>(kept)));
}

}  // namespace assay
