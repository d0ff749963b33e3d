#include "store/commit_queue.h"

#include <algorithm>
#include <chrono>

#include "store/vector_block.h"

namespace assay {
namespace {

// Small enough that free pages in a row are found for a block after some pruning.
constexpr std::size_t kMostVectorsInBlock = 256;
// LMDB keeps every page of a transaction in memory.
constexpr std::size_t kMostBytesInCommit = std::size_t{64} << 20U;

std::uint64_t now() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

std::size_t bytes_of(const PendingVectors& vectors) {
  return vectors.keys.size() * vectors.rows->cols() * sizeof(float);
}

void write_block(lmdb::Transaction& transaction, const PendingVectors& vectors,
                 std::span<const std::size_t> indices, std::uint64_t tokens) {
  const std::size_t dimension = vectors.rows->cols();
  const BlockHeader header{.scope = vectors.scope,
                           .count = static_cast<std::uint32_t>(indices.size()),
                           .dimension = static_cast<std::uint32_t>(dimension),
                           .created = now(),
                           .tokens = tokens};
  const std::uint64_t id =
      transaction.append_block(VectorBlock::size_of(indices.size(), dimension), [&](char* out) {
        VectorBlock::write_header(header, out);
        for (std::size_t slot = 0; slot < indices.size(); ++slot) {
          VectorBlock::write_slot(slot, vectors.keys[indices[slot]],
                                  vectors.rows->row(indices[slot]), out);
        }
      });
  for (std::size_t slot = 0; slot < indices.size(); ++slot) {
    transaction.put(lmdb::Table::kKeys, as_bytes(vectors.keys[indices[slot]]),
                    to_bytes({.block = id, .slot = static_cast<std::uint32_t>(slot)}));
  }
}

void write_missing(lmdb::Transaction& transaction, const PendingVectors& vectors) {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < vectors.keys.size(); ++i) {
    if (!has_sound_vector(transaction, vectors.keys[i])) missing.push_back(i);
  }
  std::uint64_t tokens = vectors.tokens;
  for (std::size_t begin = 0; begin < missing.size(); begin += kMostVectorsInBlock) {
    const std::size_t count = std::min(kMostVectorsInBlock, missing.size() - begin);
    write_block(transaction, vectors, std::span(missing).subspan(begin, count), tokens);
    tokens = 0;
  }
}

}  // namespace

bool has_sound_vector(const lmdb::Transaction& transaction, const Sha256Digest& key) {
  const auto bytes = transaction.get(lmdb::Table::kKeys, as_bytes(key));
  const auto place = bytes ? parse_place(*bytes) : std::nullopt;
  const auto content = place ? transaction.get_block(place->block) : std::nullopt;
  const auto block = content ? VectorBlock::read(*content) : std::nullopt;
  return block && place->slot < block->header().count && block->key(place->slot) == key &&
         block->is_sound(place->slot);
}

void CommitQueue::commit(std::span<Entry* const> entries) {
  environment_.write([&](lmdb::Transaction& transaction) {
    for (const Entry* entry : entries) write_missing(transaction, *entry->vectors);
  });
}

void CommitQueue::store(const PendingVectors& vectors) {
  Entry own{.vectors = &vectors};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&own);
  while (!own.done) {
    if (writing_) {
      finished_.wait(lock);
      continue;
    }
    // The oldest first, as many as fit: this thread's own are among them sooner or later.
    std::size_t count = 0;
    for (std::size_t bytes = 0; count < waiting_.size(); ++count) {
      bytes += bytes_of(*waiting_[count]->vectors);
      if (count > 0 && bytes > kMostBytesInCommit) break;
    }
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    const std::vector<Entry*> batch(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    writing_ = true;
    lock.unlock();
    std::exception_ptr failure;
    try {
      commit(batch);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    writing_ = false;
    for (Entry* entry : batch) {
      entry->done = true;
      entry->failure = failure;
    }
    finished_.notify_all();
  }
  if (own.failure) std::rethrow_exception(own.failure);
}

}  // namespace assay
