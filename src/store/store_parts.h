#pragma once

#include "assay/store.h"
#include "base/sha256.h"
#include "store/commit_queue.h"
#include "store/lmdb.h"

namespace assay {

// What an EmbeddingStore is made of; for the files of this folder.
struct EmbeddingStore::Parts {
  Parts(const std::filesystem::path& file, std::size_t map_bytes)
      : environment(file, map_bytes), queue(environment) {}
  lmdb::Environment environment;
  CommitQueue queue;
};

class EmbeddingStore::Scope {
 public:
  Scope(Sha256Digest id, std::size_t dimension) : id_(id), dimension_(dimension) {}
  [[nodiscard]] const Sha256Digest& id() const noexcept { return id_; }
  [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }
  // The key of a text's vector.
  [[nodiscard]] Sha256Digest key_of(std::string_view text) const;

 private:
  Sha256Digest id_;
  std::size_t dimension_;
};

inline constexpr const char* kStoreFile = "vectors.mdb";

// The hash of a scope's length-prefixed parts; JSON objects count with sorted keys.
[[nodiscard]] Sha256Digest hash_scope(const VectorScope& scope);
[[nodiscard]] std::string to_text(const VectorScope& scope);
// Throws Error{kBadData} when it is no scope.
[[nodiscard]] VectorScope parse_scope(std::string_view text, const std::string& where);

}  // namespace assay
