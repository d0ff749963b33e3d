#include "store/vector_block.h"

#include <array>
#include <bit>
#include <cassert>
#include <cstring>

#include "base/crc32.h"

namespace assay {
namespace {

static_assert(std::endian::native == std::endian::little, "the store's files are little-endian");

constexpr std::uint32_t kMagic = 0x4B425341;  // "ASBK"
constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kSlotHeadBytes = 36;
constexpr std::size_t kMostDimensions = 1U << 20U;

struct RawHeader {
  std::uint32_t magic;
  std::uint32_t count;
  std::uint32_t dimension;
  std::uint32_t crc;
  Sha256Digest scope;
  std::uint64_t created;
  std::uint64_t tokens;
};
static_assert(sizeof(RawHeader) == kHeaderBytes);

std::uint32_t crc_of(RawHeader header) {
  header.crc = 0;
  return crc32({reinterpret_cast<const char*>(&header), sizeof header});
}

std::size_t slot_bytes(std::size_t dimension) { return kSlotHeadBytes + dimension * sizeof(float); }

// Of key and vector, which stand at both sides of the checksum.
std::uint32_t crc_of_slot(std::string_view slot) {
  return crc32(slot.substr(kSlotHeadBytes), crc32(slot.substr(0, sizeof(Sha256Digest))));
}

}  // namespace

std::size_t VectorBlock::size_of(std::size_t count, std::size_t dimension) {
  return kHeaderBytes + count * slot_bytes(dimension);
}

std::optional<VectorBlock> VectorBlock::read(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes) return std::nullopt;
  RawHeader raw{};
  std::memcpy(&raw, bytes.data(), sizeof raw);
  if (raw.magic != kMagic || raw.crc != crc_of(raw) || raw.dimension == 0 ||
      raw.dimension > kMostDimensions || bytes.size() != size_of(raw.count, raw.dimension)) {
    return std::nullopt;
  }
  VectorBlock block;
  block.header_ = {.scope = raw.scope,
                   .count = raw.count,
                   .dimension = raw.dimension,
                   .created = raw.created,
                   .tokens = raw.tokens};
  block.bytes_ = bytes;
  return block;
}

void VectorBlock::write_header(const BlockHeader& header, char* out) {
  RawHeader raw{.magic = kMagic,
                .count = header.count,
                .dimension = header.dimension,
                .crc = 0,
                .scope = header.scope,
                .created = header.created,
                .tokens = header.tokens};
  raw.crc = crc_of(raw);
  std::memcpy(out, &raw, sizeof raw);
}

void VectorBlock::write_slot(std::size_t slot, const Sha256Digest& key,
                             std::span<const float> vector, char* out) {
  char* const begin = out + size_of(slot, vector.size());
  std::memcpy(begin, key.data(), key.size());
  std::memcpy(begin + kSlotHeadBytes, vector.data(), vector.size_bytes());
  const std::uint32_t crc = crc_of_slot({begin, slot_bytes(vector.size())});
  std::memcpy(begin + key.size(), &crc, sizeof crc);
}

std::string_view VectorBlock::slot(std::size_t index) const {
  assert(index < header_.count);
  return bytes_.substr(size_of(index, header_.dimension), slot_bytes(header_.dimension));
}

Sha256Digest VectorBlock::key(std::size_t slot_index) const {
  Sha256Digest key{};
  std::memcpy(key.data(), slot(slot_index).data(), key.size());
  return key;
}

bool VectorBlock::is_sound(std::size_t slot_index) const {
  const std::string_view bytes = slot(slot_index);
  std::uint32_t crc = 0;
  std::memcpy(&crc, bytes.data() + sizeof(Sha256Digest), sizeof crc);
  return crc == crc_of_slot(bytes);
}

bool VectorBlock::copy(std::size_t slot_index, const Sha256Digest& wanted,
                       std::span<float> out) const {
  assert(out.size() == header_.dimension);
  if (slot_index >= header_.count || key(slot_index) != wanted || !is_sound(slot_index)) {
    return false;
  }
  std::memcpy(out.data(), slot(slot_index).data() + kSlotHeadBytes, out.size_bytes());
  return true;
}

std::string to_bytes(VectorPlace place) {
  std::string bytes(sizeof place.block + sizeof place.slot, '\0');
  std::memcpy(bytes.data(), &place.block, sizeof place.block);
  std::memcpy(bytes.data() + sizeof place.block, &place.slot, sizeof place.slot);
  return bytes;
}

std::optional<VectorPlace> parse_place(std::string_view bytes) {
  VectorPlace place;
  if (bytes.size() != sizeof place.block + sizeof place.slot) return std::nullopt;
  std::memcpy(&place.block, bytes.data(), sizeof place.block);
  std::memcpy(&place.slot, bytes.data() + sizeof place.block, sizeof place.slot);
  return place;
}

}  // namespace assay
