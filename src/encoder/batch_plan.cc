#include "encoder/batch_plan.h"

#include <algorithm>
#include <numeric>

namespace assay {
namespace {

// Tokens that a text may have. English has about four bytes a token, Chinese three; only the
// balance hangs on it.
std::size_t estimated_tokens(std::size_t bytes, std::size_t max_tokens) {
  return std::min(2 + bytes / 3, max_tokens);
}

// Indices 0..n-1, ordered by `key` (largest first), equal ones by index.
std::vector<std::uint32_t> by_descending(std::span<const std::size_t> key) {
  std::vector<std::uint32_t> order(key.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order,
                           [&](std::uint32_t a, std::uint32_t b) { return key[a] > key[b]; });
  return order;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> plan_blocks(std::span<const std::size_t> bytes,
                                                    std::size_t max_tokens,
                                                    std::size_t block_tokens) {
  std::vector<std::vector<std::uint32_t>> blocks;
  std::size_t tokens = 0;
  for (const std::uint32_t text : by_descending(bytes)) {
    const std::size_t estimate = estimated_tokens(bytes[text], max_tokens);
    if (blocks.empty() || tokens + estimate > block_tokens) {
      blocks.emplace_back();
      tokens = 0;
    }
    blocks.back().push_back(text);
    tokens += estimate;
  }
  return blocks;
}

std::vector<std::vector<std::uint32_t>> plan_batches(std::span<const std::size_t> lengths,
                                                     std::size_t batch_tokens) {
  std::vector<std::uint32_t> left = by_descending(lengths);
  std::vector<std::vector<std::uint32_t>> batches;
  while (!left.empty()) {
    std::vector<std::uint32_t>& batch = batches.emplace_back();
    std::size_t room = batch_tokens;
    auto next = left.begin();  // the longest text may be larger than the room
    while (next != left.end()) {
      batch.push_back(*next);
      room -= std::min(room, lengths[*next]);
      left.erase(next);
      next = std::ranges::partition_point(left,
                                          [&](std::uint32_t text) { return lengths[text] > room; });
    }
  }
  return batches;
}

std::size_t choose_block_tokens(std::span<const std::size_t> bytes, std::size_t max_tokens,
                                std::size_t batch_tokens, unsigned workers) {
  std::size_t total = 0;
  for (const std::size_t length : bytes) total += estimated_tokens(length, max_tokens);
  return std::clamp(total / (std::size_t{8} * workers), batch_tokens, 16 * batch_tokens);
}

}  // namespace assay
