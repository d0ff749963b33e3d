#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <span>
#include <vector>

#include "assay/matrix.h"
#include "base/sha256.h"
#include "store/lmdb.h"

namespace assay {

// Vectors that wait to be stored. Everything it points to outlives the call of CommitQueue::store.
struct PendingVectors {
  Sha256Digest scope{};
  std::span<const Sha256Digest> keys;
  const Matrix* rows = nullptr;  // row i for key i
  std::uint64_t tokens = 0;
};

// Many threads store at a time, but a file has one writer and a sync takes milliseconds: whoever comes
// first writes for all that wait, in one transaction.
class CommitQueue {
 public:
  explicit CommitQueue(lmdb::Environment& environment) : environment_(environment) {}
  // Returns when the vectors are on disk. Throws what the writing threw.
  void store(const PendingVectors& vectors);

 private:
  struct Entry {
    const PendingVectors* vectors;
    bool done = false;
    std::exception_ptr failure;
  };
  void commit(std::span<Entry* const> entries);

  lmdb::Environment& environment_;
  std::mutex mutex_;
  std::condition_variable finished_;
  std::vector<Entry*> waiting_;
  bool writing_ = false;
};

// True when the vector of `key` is there and sound.
[[nodiscard]] bool has_sound_vector(const lmdb::Transaction& transaction, const Sha256Digest& key);

}  // namespace assay
