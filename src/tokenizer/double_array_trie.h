#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// A map from byte strings to numbers that can be walked byte by byte: two array look-ups a byte,
// whatever its size. (Aoe 1989, "An efficient digital search algorithm by using a double-array
// structure".)
class DoubleArrayTrie {
 public:
  using Node = std::uint32_t;
  using Entry = std::pair<std::string_view, std::int32_t>;
  static constexpr Node kRoot = 0;

  DoubleArrayTrie() : DoubleArrayTrie(std::span<const Entry>{}) {}
  // REQUIRES: keys sorted by bytes, no two equal, none empty.
  explicit DoubleArrayTrie(std::span<const Entry> entries);

  // Moves `node` along `byte`; false, and `node` as it was, where no key goes on like that.
  bool advance(Node& node, unsigned char byte) const {
    const Node next = units_[node].base + byte;
    if (units_[next].parent != node) return false;
    node = next;
    return true;
  }
  // Whether a key ends at `node`, and its value then.
  [[nodiscard]] bool ends_key(Node node) const { return units_[node].ends_key != 0; }
  [[nodiscard]] std::int32_t value(Node node) const { return values_[node]; }

  // The node that `prefix` leads to from `start`.
  [[nodiscard]] std::optional<Node> find(std::string_view prefix, Node start = kRoot) const;

  struct Match {
    std::size_t length;  // of the key, in bytes
    std::int32_t value;
  };
  // The longest key, counted from `start`, that `text` begins with; none of length 0.
  [[nodiscard]] std::optional<Match> longest_match(std::string_view text, Node start = kRoot) const;

 private:
  class Builder;

  struct Unit {
    std::uint32_t base : 31 = 0;
    std::uint32_t ends_key : 1 = 0;
    Node parent = kNoParent;
  };
  static constexpr Node kNoParent = 0xFFFFFFFFU;

  std::vector<Unit> units_;  // padded so that base + any byte is inside
  std::vector<std::int32_t> values_;
};

}  // namespace assay
