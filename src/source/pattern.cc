#include "assay/source.h"

namespace assay {

bool matches_pattern(std::string_view path, std::string_view pattern) {
  while (!pattern.empty()) {
    if (pattern.starts_with("**")) {
      std::string_view rest = pattern.substr(2);
      if (rest.starts_with('/')) {
        rest.remove_prefix(1);
        if (matches_pattern(path, rest)) return true;
        for (std::size_t i = 0; i < path.size(); ++i) {
          if (path[i] == '/' && matches_pattern(path.substr(i + 1), rest)) return true;
        }
        return false;
      }
      for (std::size_t i = 0; i <= path.size(); ++i) {
        if (matches_pattern(path.substr(i), rest)) return true;
      }
      return false;
    }
    if (pattern.front() == '*') {
      const std::string_view rest = pattern.substr(1);
      for (std::size_t i = 0;; ++i) {
        if (matches_pattern(path.substr(i), rest)) return true;
        if (i == path.size() || path[i] == '/') return false;
      }
    }
    if (path.empty()) return false;
    if (pattern.front() == '?' ? path.front() == '/' : path.front() != pattern.front())
      return false;
    path.remove_prefix(1);
    pattern.remove_prefix(1);
  }
  return path.empty();
}

}  // namespace assay
