#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// How texts are handed to workers. Nothing of it changes an embedding: texts are packed without
// padding and a text's vector does not depend on what stands beside it. It decides how well the
// cores are used.

// Cuts texts into blocks, the unit that one worker takes at a time: tokenises, batches and encodes.
// The blocks of long texts come first, so that the workers finish together. `bytes`: length of each
// text; a block holds texts of about `block_tokens` tokens (one text may be more). Returns the
// indices of each block's texts; every index is in one block.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> plan_blocks(
    std::span<const std::size_t> bytes, std::size_t max_tokens, std::size_t block_tokens);

// Packs the texts of one block into micro-batches of at most `batch_tokens` tokens (a longer text
// gets one of its own): each begins with the longest text left and is filled up with the longest
// ones that still fit (best fit decreasing). `lengths`: tokens of each text. Returns the indices of
// each micro-batch's texts.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> plan_batches(
    std::span<const std::size_t> lengths, std::size_t batch_tokens);

// A block size for so many texts and workers: small enough that no worker waits long for the last
// one, large enough that micro-batches fill up.
[[nodiscard]] std::size_t choose_block_tokens(std::span<const std::size_t> bytes,
                                              std::size_t max_tokens, std::size_t batch_tokens,
                                              unsigned workers);

}  // namespace assay
