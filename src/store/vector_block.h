#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/sha256.h"

namespace assay {

// Vectors that were stored together, one value of the table `blocks`. Numbers are in the byte order of
// x86-64 and AArch64 Linux (little-endian):
//
//   64 bytes  magic "ASBK", count, dimension, CRC-32 of this header with 0 in its place (u32 each),
//             scope (32 bytes), created in seconds since 1970, tokens paid for the block (u64 each)
//   count x   key (32 bytes), CRC-32 of key and vector (u32), vector (dimension x f32)
//
// A slot repeats its key, so that a wrong way through the index can never give another text's vector.
struct BlockHeader {
  Sha256Digest scope{};
  std::uint32_t count = 0;
  std::uint32_t dimension = 0;
  std::uint64_t created = 0;
  std::uint64_t tokens = 0;
};

class VectorBlock {
 public:
  // nullopt when `bytes` are no block, or a damaged one. The view must outlive the block.
  [[nodiscard]] static std::optional<VectorBlock> read(std::string_view bytes);

  [[nodiscard]] static std::size_t size_of(std::size_t count, std::size_t dimension);
  // Writes the header to `out`, which has size_of() bytes.
  static void write_header(const BlockHeader& header, char* out);
  static void write_slot(std::size_t slot, const Sha256Digest& key, std::span<const float> vector,
                         char* out);

  [[nodiscard]] const BlockHeader& header() const noexcept { return header_; }
  // The key that the slot says it has. REQUIRES: slot < count.
  [[nodiscard]] Sha256Digest key(std::size_t slot) const;
  // Copies the vector to `out` when the slot is sound and of this key; false otherwise.
  // REQUIRES: out.size() == dimension.
  [[nodiscard]] bool copy(std::size_t slot, const Sha256Digest& key, std::span<float> out) const;
  // True when the slot's checksum is right.
  [[nodiscard]] bool is_sound(std::size_t slot) const;

 private:
  [[nodiscard]] std::string_view slot(std::size_t index) const;
  BlockHeader header_;
  std::string_view bytes_;
};

// Where a vector is: the value of the table `keys`.
struct VectorPlace {
  std::uint64_t block = 0;
  std::uint32_t slot = 0;
};
[[nodiscard]] std::string to_bytes(VectorPlace place);
// nullopt when it has not the size of one.
[[nodiscard]] std::optional<VectorPlace> parse_place(std::string_view bytes);

}  // namespace assay
