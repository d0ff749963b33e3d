#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// The tokens of a model with their ids.
class Vocabulary {
 public:
  using Entry = std::pair<std::string_view, std::int32_t>;

  // Where a token comes twice, the later one counts, as in the reference. Throws Error{kBadData},
  // with `where` in front, when two tokens share an id. REQUIRES: ids are not negative.
  Vocabulary(std::vector<std::pair<std::string, std::int32_t>> tokens, const std::string& where);
  ~Vocabulary() = default;
  Vocabulary(const Vocabulary&) = delete;  // a copy's entries would be views of this one's tokens
  Vocabulary& operator=(const Vocabulary&) = delete;
  Vocabulary(Vocabulary&&) = default;
  Vocabulary& operator=(Vocabulary&&) = default;

  [[nodiscard]] std::optional<std::int32_t> find(std::string_view token) const;
  // Number of tokens; ids may have gaps.
  [[nodiscard]] std::size_t size() const { return size_; }
  // One more than the largest id; 0 when there is no token.
  [[nodiscard]] std::size_t id_end() const { return id_end_; }
  // Sorted by the bytes of the token; without the empty token, which no text contains.
  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }

 private:
  std::vector<std::pair<std::string, std::int32_t>> tokens_;
  std::vector<Entry> entries_;  // views into tokens_
  std::size_t size_ = 0;
  std::size_t id_end_ = 0;
};

}  // namespace assay
