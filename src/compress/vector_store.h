#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/compress.h"
#include "assay/matrix.h"
#include "compress/quantiser.h"
#include "math/aligned_buffer.h"

namespace assay {

// Vectors packed as a store would keep them, searched one by one: what exact search costs.
class VectorStore {
 public:
  // Row i % rows.rows() for each of `count` vectors; rows come truncated and normalised.
  // REQUIRES: rows and count are not 0.
  VectorStore(const Matrix& rows, std::size_t count, VectorFormat format,
              const ComponentRanges& ranges);

  // The numbers of the `k` best, best first, by the similarity of stored numbers; `query` comes as
  // the rows did. One thread.
  [[nodiscard]] std::vector<std::uint32_t> search(std::span<const float> query,
                                                  std::size_t k) const;

 private:
  void pack(std::span<const float> codes, std::byte* out) const;

  VectorFormat format_;
  const ComponentRanges& ranges_;
  std::size_t dimension_;
  std::size_t count_;
  std::size_t stride_;  // bytes from one vector to the next; bits in whole words
  AlignedBuffer<std::byte> bytes_;
};

// Milliseconds of one search for the ten best, over rounds that take each query once; at least
// three rounds and about a fifth of a second.
[[nodiscard]] Spread time_search(const VectorStore& store, const Matrix& queries);

}  // namespace assay
