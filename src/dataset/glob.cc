#include "dataset/glob.h"

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

}  // namespace

bool matches_glob(std::string_view path, std::string_view pattern) {
  const std::size_t end = pattern.find('/');
  const std::string_view segment = pattern.substr(0, end);
  const bool last = end == std::string_view::npos;
  if (segment == "**") {
    if (last) return !path.empty();
    for (std::size_t begin = 0;;) {
      if (matches_glob(path.substr(begin), pattern.substr(end + 1))) return true;
      const std::size_t slash = path.find('/', begin);
      if (slash == std::string_view::npos) return false;
      begin = slash + 1;
    }
  }
  const std::size_t slash = path.find('/');
  if (last != (slash == std::string_view::npos) || path.empty()) return false;
  if (!matches_name(path.substr(0, slash), segment)) return false;
  return last || matches_glob(path.substr(slash + 1), pattern.substr(end + 1));
}

bool is_glob(std::string_view pattern) {
  return pattern.find_first_of("*?[") != std::string_view::npos;
}

}  // namespace assay
