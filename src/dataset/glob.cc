#include "dataset/glob.h"

#include <optional>

#include "base/split.h"

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

// Takes `count` things one after the other with the parts of a pattern: step(n, p) is how many parts, from p on, take thing n, 0
// when they do not; is_star(p), whether part p takes any number of things. Where the pattern stands when all are taken; nullopt
// when they cannot be. Only the last star is ever come back to, so that the time is bounded by the product of both lengths.
template <typename IsStar, typename Step>
std::optional<std::size_t> take_all(std::size_t count, std::size_t parts, const IsStar& is_star,
                                    const Step& step) {
  std::size_t n = 0;
  std::size_t p = 0;
  std::optional<std::size_t> star;
  std::size_t star_n = 0;
  while (n < count) {
    const bool at_star = p < parts && is_star(p);
    const std::size_t taken = p < parts && !at_star ? step(n, p) : 0;
    if (taken > 0) {
      p += taken;
      ++n;
    } else if (at_star) {
      star = p++;
      star_n = n;
    } else if (star) {
      p = *star + 1;
      n = ++star_n;
    } else {
      return std::nullopt;
    }
  }
  return p;
}

// One name against one segment of the pattern.
bool matches_name(std::string_view name, std::string_view pattern) {
  const auto is_star = [&](std::size_t p) { return pattern[p] == '*'; };
  const auto end =
      take_all(name.size(), pattern.size(), is_star, [&](std::size_t n, std::size_t p) {
        if (pattern[p] == '?') return std::size_t{1};
        const SetMatch set = pattern[p] == '[' ? match_set(pattern.substr(p), name[n]) : SetMatch{};
        if (set.length > 0) return set.holds ? set.length : 0;
        return std::size_t{pattern[p] == name[n] ? 1U : 0U};
      });
  return end && pattern.find_first_not_of('*', *end) == std::string_view::npos;
}

}  // namespace

bool matches_glob(std::string_view path, std::string_view pattern) {
  if (path.empty() || path.ends_with('/')) return false;
  const auto names = split_at(path, '/');
  const auto segments = split_at(pattern, '/');
  const auto end = take_all(
      names.size(), segments.size(), [&](std::size_t p) { return segments[p] == "**"; },
      [&](std::size_t n, std::size_t p) -> std::size_t {
        return matches_name(names[n], segments[p]) ? 1 : 0;
      });
  return end == segments.size();
}

bool is_glob(std::string_view pattern) {
  return pattern.find_first_of("*?[") != std::string_view::npos;
}

}  // namespace assay
