#include "net/redact.h"

#include <algorithm>
#include <array>

namespace assay {
namespace {

constexpr std::string_view kHidden = "[hidden]";
// A token shorter than this is a word of the text ("sk-learn", "hf_hub").
constexpr std::size_t kShortestToken = 12;

constexpr std::array<std::string_view, 2> kSchemes = {"bearer ", "basic "};
constexpr std::array<std::string_view, 4> kTokenPrefixes = {"hf_", "sk-", "AKIA", "ASIA"};
constexpr std::array<std::string_view, 12> kSecretParameters = {
    "x-amz-signature=", "x-amz-security-token=", "x-amz-credential=", "signature=",
    "token=",           "access_token=",         "api_key=",          "api-key=",
    "apikey=",          "key-pair-id=",          "policy=",           "password="};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~+/=%").find(c) != std::string_view::npos;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char a, char b) { return a == lower(b); });
}

std::size_t token_length(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_token_character) -
                                  text.begin());
}

std::string replace_all(std::string text, std::string_view what) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + kHidden.size())) {
    text.replace(at, what.size(), kHidden);
  }
  return text;
}

// How many bytes at `position` stay and how many after those are hidden; {0, 0}: nothing begins.
struct Find {
  std::size_t kept = 0;
  std::size_t hidden = 0;
};

Find find_secret(std::string_view text, std::size_t position) {
  const std::string_view rest = text.substr(position);
  const char before = position == 0 ? ' ' : text[position - 1];
  if (!is_token_character(before)) {
    for (const std::string_view scheme : kSchemes) {
      if (!starts_with_ignoring_case(rest, scheme)) continue;
      const std::size_t length = token_length(rest.substr(scheme.size()));
      if (length >= kShortestToken) return {scheme.size(), length};
    }
  }
  if (!is_token_character(before) || before == '=' || before == '/') {
    for (const std::string_view prefix : kTokenPrefixes) {
      const std::size_t length = rest.starts_with(prefix) ? token_length(rest) : 0;
      if (length >= kShortestToken) return {0, length};
    }
  }
  if (before == '?' || before == '&' || before == ';') {
    for (const std::string_view parameter : kSecretParameters) {
      if (!starts_with_ignoring_case(rest, parameter)) continue;
      const std::size_t end = rest.find_first_of("&;# \"'<>\r\n", parameter.size());
      return {parameter.size(), std::min(end, rest.size()) - parameter.size()};
    }
  }
  if (rest.starts_with("://")) {
    const std::size_t end = std::min(rest.find_first_of("/?# \"'\r\n", 3), rest.size());
    const std::size_t at = rest.substr(0, end).rfind('@');
    if (at != std::string_view::npos) return {3, at - 3};
  }
  return {};
}

}  // namespace

std::string redact(std::string_view text, std::span<const std::string> secrets) {
  std::string known(text);
  for (const std::string& secret : secrets) {
    if (!secret.empty()) known = replace_all(std::move(known), secret);
  }
  std::string result;
  for (std::size_t i = 0; i < known.size();) {
    const Find found = find_secret(known, i);
    if (found.hidden == 0) {
      result += known[i++];
      continue;
    }
    result.append(known, i, found.kept);
    result += kHidden;
    i += found.kept + found.hidden;
  }
  return result;
}

}  // namespace assay
