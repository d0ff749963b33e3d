#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace assay {
namespace {

unsigned byte_at(std::string_view text, std::size_t position) {
  return static_cast<unsigned char>(text[position]);
}

bool is_continuation(std::string_view text, std::size_t position) {
  return position < text.size() && (byte_at(text, position) & 0xC0U) == 0x80U;
}

// Length of the well-formed sequence at `position`; 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t position) {
  const unsigned first = byte_at(text, position);
  if (first < 0x80U) return 1;
  if (first < 0xC2U || first > 0xF4U || !is_continuation(text, position + 1)) return 0;
  if (first < 0xE0U) return 2;
  const unsigned second = byte_at(text, position + 1);
  if (first < 0xF0U) {
    if ((first == 0xE0U && second < 0xA0U) || (first == 0xEDU && second > 0x9FU)) return 0;
    return is_continuation(text, position + 2) ? 3 : 0;
  }
  if ((first == 0xF0U && second < 0x90U) || (first == 0xF4U && second > 0x8FU)) return 0;
  return is_continuation(text, position + 2) && is_continuation(text, position + 3) ? 4 : 0;
}

}  // namespace

char32_t decode_utf8(std::string_view text, std::size_t& position) {
  const unsigned first = byte_at(text, position++);
  if (first < 0x80U) return first;
  const int more = first < 0xE0U ? 1 : first < 0xF0U ? 2 : 3;
  char32_t code_point = first & (0x3FU >> static_cast<unsigned>(more));
  for (int i = 0; i < more; ++i) {
    code_point = code_point << 6U | (byte_at(text, position++) & 0x3FU);
  }
  return code_point;
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code_point < 0x80U) {
    put(code_point);
  } else if (code_point < 0x800U) {
    put(0xC0U | code_point >> 6U);
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000U) {
    put(0xE0U | code_point >> 12U);
    put(0x80U | (code_point >> 6U & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | code_point >> 18U);
    put(0x80U | (code_point >> 12U & 0x3FU));
    put(0x80U | (code_point >> 6U & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
}

std::size_t find_invalid_utf8(std::string_view bytes) {
  for (std::size_t position = 0; position < bytes.size();) {
    // Most text is ASCII for long stretches: eight bytes a step.
    std::uint64_t eight = 0;
    if (bytes.size() - position >= sizeof eight) {
      std::memcpy(&eight, bytes.data() + position, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        position += sizeof eight;
        continue;
      }
    }
    const std::size_t length = sequence_length(bytes, position);
    if (length == 0) return position;
    position += length;
  }
  return std::string_view::npos;
}

bool is_python_space(char32_t c) {
  if (c < 0x80U) return c == U' ' || (c >= 0x09U && c <= 0x0DU) || (c >= 0x1CU && c <= 0x1FU);
  return c == 0x85U || c == 0xA0U || c == 0x1680U || (c >= 0x2000U && c <= 0x200AU) ||
         c == 0x2028U || c == 0x2029U || c == 0x202FU || c == 0x205FU || c == 0x3000U;
}

std::string_view python_strip(std::string_view text) {
  while (!text.empty()) {
    std::size_t position = 0;
    if (!is_python_space(decode_utf8(text, position))) break;
    text.remove_prefix(position);
  }
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while ((byte_at(text, start) & 0xC0U) == 0x80U) --start;
    std::size_t position = start;
    if (!is_python_space(decode_utf8(text, position))) break;
    text.remove_suffix(text.size() - start);
  }
  return text;
}

}  // namespace assay
