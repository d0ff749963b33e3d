#include <vector>

#include "assay/source.h"

namespace assay {
namespace {

// Where in a path the pattern read so far can end: many places at once, so that the time is bounded by the product of both
// lengths, whatever a stranger's pattern holds.
class Places {
 public:
  explicit Places(std::string_view path) : path_(path), ends_(path.size() + 1, 0) { ends_[0] = 1; }

  // "?", or a character.
  void take_one(char wanted) {
    for (std::size_t i = path_.size(); i > 0; --i) {
      const char found = path_[i - 1];
      ends_[i] = ends_[i - 1] != 0 && (wanted == '?' ? found != '/' : found == wanted) ? 1 : 0;
    }
    ends_[0] = 0;
  }

  // "*": anything up to the next slash.
  void take_name() {
    for (std::size_t i = 0; i < path_.size(); ++i) {
      if (ends_[i] != 0 && path_[i] != '/') ends_[i + 1] = 1;
    }
  }

  // "**": anything; or "**/": any number of folders.
  void take_path(bool folders) {
    bool begun = false;
    for (std::size_t i = 0; i < path_.size(); ++i) {
      begun = begun || ends_[i] != 0;
      if (begun && (!folders || path_[i] == '/')) ends_[i + 1] = 1;
    }
  }

  [[nodiscard]] bool hold_the_end() const { return ends_.back() != 0; }

 private:
  std::string_view path_;
  std::vector<char> ends_;  // [i]: after i characters
};

}  // namespace

bool matches_pattern(std::string_view path, std::string_view pattern) {
  Places places(path);
  while (!pattern.empty()) {
    std::size_t length = 1;
    if (pattern.starts_with("**")) {
      const bool folders = pattern.starts_with("**/");
      places.take_path(folders);
      length = folders ? 3 : 2;
    } else if (pattern.front() == '*') {
      places.take_name();
    } else {
      places.take_one(pattern.front());
    }
    pattern.remove_prefix(length);
  }
  return places.hold_the_end();
}

}  // namespace assay
