#include "run/lenient_json.h"

#include <array>
#include <cstddef>

#include "assay/error.h"

namespace assay {
namespace {

constexpr int kMaxDepth = 64;

// The position after the string that starts at `start` (a quote).
std::size_t skip_string(std::string_view text, std::size_t start) {
  std::size_t i = start + 1;
  while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2U : 1U;
  return i + 1;
}

std::string_view non_finite_token_at(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kTokens = {"NaN", "Infinity", "-Infinity"};
  for (const std::string_view token : kTokens) {
    if (text.starts_with(token)) return token;
  }
  return {};
}

}  // namespace

Json parse_lenient_json(std::string_view text, const std::string& where) {
  std::string standard;
  standard.reserve(text.size());
  int depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    std::size_t next = i + 1;
    if (c == '"') {
      next = std::min(skip_string(text, i), text.size());
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxDepth) {
        throw Error(ErrorKind::kBadData, where + ": JSON is nested deeper than 64 levels");
      }
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (const auto token = non_finite_token_at(text.substr(i)); !token.empty()) {
      standard += "null";
      i += token.size();
      continue;
    }
    standard.append(text, i, next - i);
    i = next;
  }
  try {
    return Json::parse(standard);
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::kBadData, where + ": not valid JSON: " + error.what());
  }
}

}  // namespace assay
