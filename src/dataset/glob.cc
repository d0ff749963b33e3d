#include "dataset/glob.h"

#include <vector>

namespace assay {
namespace {

// The set that starts behind the "[" at pattern[0]: whether it holds c, and how long it is; length 0 when it has no end, in
// which case "[" is a plain character.
struct SetMatch {
  bool holds = false;
  std::size_t length = 0;
};

SetMatch match_set(std::string_view pattern, char c) {
  std::size_t i = 1;
  const bool negated = i < pattern.size() && pattern[i] == '!';
  if (negated) ++i;
  const std::size_t first = i;
  bool holds = false;
  for (; i < pattern.size() && (pattern[i] != ']' || i == first); ++i) {
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      holds = holds || (pattern[i] <= c && c <= pattern[i + 2]);
      i += 2;
    } else {
      holds = holds || pattern[i] == c;
    }
  }
  if (i >= pattern.size()) return {};
  return {holds != negated, i + 1};
}

// One name against one segment of the pattern.
bool matches_name(std::string_view name, std::string_view pattern) {
  std::size_t n = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;  // the last "*", to which we come back
  std::size_t star_n = 0;
  while (n < name.size()) {
    std::size_t step = 0;  // of the pattern, when one character matches
    if (p < pattern.size() && pattern[p] != '*') {
      if (pattern[p] == '?') {
        step = 1;
      } else if (const SetMatch set =
                     pattern[p] == '[' ? match_set(pattern.substr(p), name[n]) : SetMatch{};
                 set.length > 0) {
        step = set.holds ? set.length : 0;
      } else {
        step = pattern[p] == name[n] ? 1 : 0;
      }
    }
    if (step > 0) {
      p += step;
      ++n;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_n = n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++star_n;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<std::string_view> split_at_slashes(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t slash = text.find('/'); slash != std::string_view::npos;
       slash = text.find('/')) {
    parts.push_back(text.substr(0, slash));
    text.remove_prefix(slash + 1);
  }
  parts.push_back(text);
  return parts;
}

}  // namespace

bool matches_glob(std::string_view path, std::string_view pattern) {
  if (path.empty()) return false;
  const auto names = split_at_slashes(path);
  const auto segments = split_at_slashes(pattern);
  std::size_t n = 0;
  std::size_t p = 0;
  std::size_t stars = std::string_view::npos;  // the last "**", to which we come back
  std::size_t stars_n = 0;
  while (n < names.size()) {
    if (p < segments.size() && segments[p] == "**") {
      if (p + 1 == segments.size()) return true;
      stars = p++;
      stars_n = n;
    } else if (p < segments.size() && matches_name(names[n], segments[p])) {
      ++p;
      ++n;
    } else if (stars != std::string_view::npos) {
      p = stars + 1;
      n = ++stars_n;
    } else {
      return false;
    }
  }
  return p == segments.size();
}

bool is_glob(std::string_view pattern) {
  return pattern.find_first_of("*?[") != std::string_view::npos;
}

}  // namespace assay
