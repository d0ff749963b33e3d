// What goes through a whole store: listing, checking, pruning, exporting.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "assay/error.h"
#include "assay/store.h"
#include "store/store_parts.h"
#include "store/vector_block.h"

namespace assay {
namespace {

// Entries that one transaction erases, so that readers and other writers get their turn.
constexpr std::size_t kErasedAtOnce = 20'000;

std::string hex_of(const Sha256Digest& digest) { return to_hex(as_bytes(digest)); }

// What is known of a scope whose description is damaged or lost.
VectorScope unknown_scope(const BlockHeader& header) {
  return {.provider = "unknown",
          .model = "unknown",
          .revision = "unknown",
          .dimension = header.dimension};
}

std::optional<VectorScope> scope_of(const lmdb::Transaction& transaction, const Sha256Digest& id) {
  const auto text = transaction.get(lmdb::Table::kScopes, as_bytes(id));
  if (!text) return std::nullopt;
  try {
    return parse_scope(*text, "scope");
  } catch (const Error&) {
    return std::nullopt;
  }
}

enum class SlotState { kGood, kDamaged, kUnreachable, kInvalid };

bool is_valid(std::span<const float> vector) {
  return std::ranges::all_of(vector, [](float x) { return std::isfinite(x); }) &&
         std::ranges::any_of(vector, [](float x) { return x != 0.0F; });
}

SlotState state_of(const lmdb::Transaction& transaction, std::uint64_t id, const VectorBlock& block,
                   std::uint32_t slot, std::vector<float>& buffer) {
  if (!block.is_sound(slot)) return SlotState::kDamaged;
  const Sha256Digest key = block.key(slot);
  const auto bytes = transaction.get(lmdb::Table::kKeys, as_bytes(key));
  const auto place = bytes ? parse_place(*bytes) : std::nullopt;
  if (!place || place->block != id || place->slot != slot) return SlotState::kUnreachable;
  buffer.resize(block.header().dimension);
  if (!block.copy(slot, key, buffer)) return SlotState::kDamaged;
  return is_valid(buffer) ? SlotState::kGood : SlotState::kInvalid;
}

// What to erase: places of the index, and blocks that hold nothing else.
struct Garbage {
  std::vector<std::string> keys;
  std::vector<std::uint64_t> blocks;
};

void erase(lmdb::Environment& environment, const Garbage& garbage) {
  for (std::size_t begin = 0; begin < garbage.keys.size(); begin += kErasedAtOnce) {
    const std::size_t end = std::min(begin + kErasedAtOnce, garbage.keys.size());
    environment.write([&](lmdb::Transaction& transaction) {
      for (std::size_t i = begin; i < end; ++i) {
        transaction.erase(lmdb::Table::kKeys, garbage.keys[i]);
      }
    });
  }
  for (std::size_t begin = 0; begin < garbage.blocks.size(); begin += kErasedAtOnce) {
    const std::size_t end = std::min(begin + kErasedAtOnce, garbage.blocks.size());
    environment.write([&](lmdb::Transaction& transaction) {
      for (std::size_t i = begin; i < end; ++i) transaction.erase_block(garbage.blocks[i]);
    });
  }
}

void check_block(const lmdb::Transaction& transaction, std::uint64_t id, const VectorBlock& block,
                 StoreCheck& check, Garbage& garbage) {
  std::vector<float> buffer;
  std::uint64_t good = 0;
  for (std::uint32_t slot = 0; slot < block.header().count; ++slot) {
    switch (state_of(transaction, id, block, slot, buffer)) {
      case SlotState::kGood:
        ++good;
        break;
      case SlotState::kDamaged:
        ++check.damaged;
        break;
      case SlotState::kUnreachable:
        ++check.unreachable;
        break;
      case SlotState::kInvalid:
        ++check.invalid;
        garbage.keys.emplace_back(as_bytes(block.key(slot)));
        break;
    }
  }
  check.vectors += good;
  if (good == 0) garbage.blocks.push_back(id);
}

// Entries of the index that lead to no sound vector.
void check_index(const lmdb::Transaction& transaction, StoreCheck& check, Garbage& garbage) {
  transaction.for_each(lmdb::Table::kKeys, [&](std::string_view key, std::string_view) {
    Sha256Digest digest{};
    const bool is_key = key.size() == digest.size();
    if (is_key) std::ranges::copy(key, reinterpret_cast<char*>(digest.data()));
    if (!is_key || !has_sound_vector(transaction, digest)) {
      ++check.damaged;
      garbage.keys.emplace_back(key);
    }
    return true;
  });
}

}  // namespace

std::vector<ScopeContents> EmbeddingStore::contents() const {
  std::map<Sha256Digest, ScopeContents> scopes;
  parts_->environment.read([&](const lmdb::Transaction& transaction) {
    transaction.for_each(lmdb::Table::kBlocks, [&](std::string_view, std::string_view bytes) {
      const auto block = VectorBlock::read(bytes);
      if (!block) return true;
      const BlockHeader& header = block->header();
      ScopeContents& entry = scopes[header.scope];
      if (entry.id.empty()) {
        entry.id = hex_of(header.scope);
        entry.scope = scope_of(transaction, header.scope).value_or(unknown_scope(header));
        entry.oldest = header.created;
      }
      entry.vectors += header.count;
      entry.bytes += bytes.size();
      entry.tokens += header.tokens;
      entry.oldest = std::min(entry.oldest, header.created);
      entry.newest = std::max(entry.newest, header.created);
      return true;
    });
  });
  std::vector<ScopeContents> list;
  for (auto& [id, entry] : scopes) list.push_back(std::move(entry));
  std::sort(list.begin(), list.end(), [](const ScopeContents& a, const ScopeContents& b) {
    return std::tie(a.scope.model, a.scope.revision, a.id) <
           std::tie(b.scope.model, b.scope.revision, b.id);
  });
  return list;
}

StoreCheck EmbeddingStore::verify(bool repair) {
  StoreCheck check;
  Garbage garbage;
  parts_->environment.read([&](const lmdb::Transaction& transaction) {
    transaction.for_each(lmdb::Table::kBlocks, [&](std::string_view key, std::string_view bytes) {
      const std::uint64_t id = lmdb::block_id(key);
      if (const auto block = VectorBlock::read(bytes)) {
        check_block(transaction, id, *block, check, garbage);
      } else {
        garbage.blocks.push_back(id);  // its vectors are counted with the index
      }
      return true;
    });
    // A damaged slot is met twice, in its block and through the index: the index tells how many a
    // lookup misses.
    check.damaged = 0;
    check_index(transaction, check, garbage);
  });
  if (repair) erase(parts_->environment, garbage);
  return check;
}

std::uint64_t EmbeddingStore::prune(const std::function<bool(const VectorScope&)>& selects,
                                    std::uint64_t before) {
  Garbage garbage;
  std::map<Sha256Digest, bool> selected;
  parts_->environment.read([&](const lmdb::Transaction& transaction) {
    std::vector<float> buffer;
    transaction.for_each(lmdb::Table::kBlocks, [&](std::string_view key, std::string_view bytes) {
      const auto block = VectorBlock::read(bytes);
      if (!block || block->header().created >= before) return true;
      const BlockHeader& header = block->header();
      auto choice = selected.find(header.scope);
      if (choice == selected.end()) {
        const auto scope = scope_of(transaction, header.scope).value_or(unknown_scope(header));
        choice = selected.emplace(header.scope, selects(scope)).first;
      }
      if (!choice->second) return true;
      const std::uint64_t id = lmdb::block_id(key);
      for (std::uint32_t slot = 0; slot < header.count; ++slot) {
        if (state_of(transaction, id, *block, slot, buffer) != SlotState::kUnreachable) {
          garbage.keys.emplace_back(as_bytes(block->key(slot)));
        }
      }
      garbage.blocks.push_back(id);
      return true;
    });
  });
  erase(parts_->environment, garbage);
  return garbage.keys.size();
}

void EmbeddingStore::for_each(
    const std::function<void(const std::string& scope_id, const std::string& key,
                             std::span<const float> vector)>& visit) const {
  parts_->environment.read([&](const lmdb::Transaction& transaction) {
    std::vector<float> buffer;
    transaction.for_each(lmdb::Table::kBlocks, [&](std::string_view key, std::string_view bytes) {
      const auto block = VectorBlock::read(bytes);
      if (!block) return true;
      const std::string scope = hex_of(block->header().scope);
      for (std::uint32_t slot = 0; slot < block->header().count; ++slot) {
        if (state_of(transaction, lmdb::block_id(key), *block, slot, buffer) == SlotState::kGood) {
          visit(scope, hex_of(block->key(slot)), buffer);
        }
      }
      return true;
    });
  });
}

}  // namespace assay
