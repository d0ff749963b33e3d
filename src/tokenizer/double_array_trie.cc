#include "tokenizer/double_array_trie.h"

#include <algorithm>
#include <numeric>

namespace assay {

// Places the nodes depth first. A node's children go to the first free units that fit all of their
// bytes at once.
class DoubleArrayTrie::Builder {
 public:
  Builder(DoubleArrayTrie& trie, std::span<const Entry> entries) : trie_(trie), entries_(entries) {
    reserve_units(1);
    take(kRoot);
  }

  void build() {
    std::vector<Task> tasks{{kRoot, 0, entries_.size(), 0}};
    while (!tasks.empty()) {
      const Task task = tasks.back();
      tasks.pop_back();
      place_children(task, tasks);
    }
  }

 private:
  // The entries begin..end share their first `depth` bytes, which lead to `node`.
  struct Task {
    Node node;
    std::size_t begin, end, depth;
  };

  void place_children(Task task, std::vector<Task>& tasks) {
    if (task.begin < task.end && entries_[task.begin].first.size() == task.depth) {
      trie_.units_[task.node].ends_key = 1;
      trie_.values_[task.node] = entries_[task.begin].second;
      ++task.begin;
    }
    if (task.begin == task.end) return;
    children_.clear();
    for (std::size_t i = task.begin; i < task.end; ++i) {
      const auto byte = static_cast<unsigned char>(entries_[i].first[task.depth]);
      if (children_.empty() || children_.back().byte != byte) children_.push_back({byte, i});
    }
    const std::uint32_t base = find_base();
    trie_.units_[task.node].base = base & 0x7FFFFFFFU;
    for (std::size_t c = 0; c < children_.size(); ++c) {
      const Node child = base + children_[c].byte;
      take(child);
      trie_.units_[child].parent = task.node;
      const std::size_t end = c + 1 < children_.size() ? children_[c + 1].begin : task.end;
      tasks.push_back({child, children_[c].begin, end, task.depth + 1});
    }
  }

  std::uint32_t find_base() {
    const std::uint32_t first_byte = children_.front().byte;
    std::uint32_t tried = 0;
    for (Node unit = next_free(std::max(search_from_, first_byte + 1));;
         unit = next_free(unit + 1)) {
      const std::uint32_t base = unit - first_byte;
      reserve_units(base + kBytes);
      const bool fits = std::ranges::all_of(children_, [&](const Child& child) {
        return next_free_[base + child.byte] == base + child.byte;
      });
      // Holes that nothing fits into any more would be tried again for every node: leave them
      // behind.
      if (++tried > kPatience) search_from_ = unit;
      if (fits) return base;
    }
  }

  // The first free unit at or behind `unit`; the units behind the end are free.
  Node next_free(Node unit) {
    reserve_units(unit + 1);
    Node free = unit;
    while (next_free_[free] != free) free = next_free_[free];
    while (next_free_[unit] != free) unit = std::exchange(next_free_[unit], free);
    return free;
  }

  void take(Node unit) {
    reserve_units(unit + 2);
    next_free_[unit] = unit + 1;
  }

  void reserve_units(std::size_t count) {
    const std::size_t old = next_free_.size();
    if (count <= old) return;
    next_free_.resize(std::max(count, old * 2));
    std::iota(next_free_.begin() + static_cast<std::ptrdiff_t>(old), next_free_.end(),
              static_cast<Node>(old));
    trie_.units_.resize(next_free_.size() + kBytes);
    trie_.values_.resize(next_free_.size() + kBytes);
  }

  static constexpr std::uint32_t kBytes = 256;
  static constexpr std::uint32_t kPatience = 128;

  struct Child {
    unsigned char byte;
    std::size_t begin;  // its first entry
  };

  DoubleArrayTrie& trie_;
  std::span<const Entry> entries_;
  std::vector<Child> children_;  // of the node at hand
  std::vector<Node>
      next_free_;  // itself for a free unit, else somewhere nearer to the next free one
  std::uint32_t search_from_ = 1;
};

DoubleArrayTrie::DoubleArrayTrie(std::span<const Entry> entries) {
  Builder(*this, entries).build();
  // `advance` may look 255 units past the last one in use.
  std::size_t used = units_.size();
  while (used > 1 && units_[used - 1].parent == kNoParent) --used;
  units_.resize(used + 256);
  values_.resize(used);
  units_.shrink_to_fit();
  values_.shrink_to_fit();
}

std::optional<DoubleArrayTrie::Node> DoubleArrayTrie::find(std::string_view prefix,
                                                           Node start) const {
  for (const char c : prefix) {
    if (!advance(start, static_cast<unsigned char>(c))) return std::nullopt;
  }
  return start;
}

std::optional<DoubleArrayTrie::Match> DoubleArrayTrie::longest_match(std::string_view text,
                                                                     Node start) const {
  std::optional<Match> longest;
  for (std::size_t i = 0; i < text.size() && advance(start, static_cast<unsigned char>(text[i]));
       ++i) {
    if (ends_key(start)) longest = {i + 1, value(start)};
  }
  return longest;
}

}  // namespace assay
