#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <mutex>
#include <utility>

#include "assay/error.h"
#include "assay/store.h"
#include "store/store_parts.h"
#include "store/vector_block.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// LMDB's locks break when a process opens a file twice.
struct OpenStores {
  std::mutex mutex;
  std::map<fs::path, std::weak_ptr<EmbeddingStore>> stores;
};
OpenStores& open_stores() {
  static OpenStores instance;
  return instance;
}

void check_vector(std::span<const float> vector, std::size_t index) {
  bool has_value = false;
  for (const float x : vector) {
    if (!std::isfinite(x)) {
      throw Error(ErrorKind::kBadData,
                  "vector " + std::to_string(index) + " is not finite: it is not stored");
    }
    has_value = has_value || x != 0.0F;
  }
  if (!has_value) {
    throw Error(ErrorKind::kBadData,
                "vector " + std::to_string(index) + " is all zeros: it is not stored");
  }
}

}  // namespace

EmbeddingStore::EmbeddingStore(fs::path folder, const StoreOptions& options)
    : folder_(std::move(folder)) {
  std::error_code code;
  fs::create_directories(folder_, code);
  if (code) {
    throw Error(
        ErrorKind::kUnavailable,
        folder_.string() + ": the folder of the embedding store cannot be made: " + code.message());
  }
  parts_ = std::make_unique<Parts>(folder_ / kStoreFile, options.map_bytes);
}

EmbeddingStore::~EmbeddingStore() = default;

std::shared_ptr<EmbeddingStore> EmbeddingStore::open(const fs::path& folder,
                                                     const StoreOptions& options) {
  std::error_code ignored;
  fs::path absolute = fs::weakly_canonical(fs::absolute(folder, ignored), ignored);
  if (!absolute.has_filename()) absolute = absolute.parent_path();  // "a/" is "a"
  OpenStores& open = open_stores();
  const std::lock_guard lock(open.mutex);
  std::weak_ptr<EmbeddingStore>& place = open.stores[absolute];
  if (auto present = place.lock()) return present;
  // Closed under the same lock, so that nobody opens the file while it is being closed.
  std::shared_ptr<EmbeddingStore> store(new EmbeddingStore(absolute, options),
                                        [](EmbeddingStore* closing) {
                                          const std::lock_guard guard(open_stores().mutex);
                                          delete closing;
                                        });
  place = store;
  return store;
}

std::shared_ptr<const EmbeddingStore::Scope> EmbeddingStore::open_scope(const VectorScope& scope) {
  assert(scope.dimension > 0);
  const Sha256Digest id = hash_scope(scope);
  bool present = false;
  parts_->environment.read([&](const lmdb::Transaction& transaction) {
    present = transaction.get(lmdb::Table::kScopes, as_bytes(id)).has_value();
  });
  if (!present) {
    parts_->environment.write([&](lmdb::Transaction& transaction) {
      transaction.put(lmdb::Table::kScopes, as_bytes(id), to_text(scope));
    });
  }
  return std::make_shared<Scope>(id, scope.dimension);
}

std::size_t EmbeddingStore::find(const Scope& scope, Texts texts, Matrix& rows,
                                 std::vector<bool>& found) {
  assert(rows.rows() == texts.size() && found.size() == texts.size());
  assert(rows.cols() == scope.dimension());
  std::size_t count = 0;
  parts_->environment.read([&](const lmdb::Transaction& transaction) {
    std::uint64_t block_id = 0;
    std::optional<VectorBlock> block;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const Sha256Digest key = scope.key_of(texts[i]);
      const auto bytes = transaction.get(lmdb::Table::kKeys, as_bytes(key));
      const auto place = bytes ? parse_place(*bytes) : std::nullopt;
      if (!place) continue;
      // Texts that were stored together are often asked for together.
      if (!block || block_id != place->block) {
        const auto content = transaction.get_block(place->block);
        block = content ? VectorBlock::read(*content) : std::nullopt;
        block_id = place->block;
      }
      if (!block || block->header().dimension != scope.dimension()) continue;
      if (!block->copy(place->slot, key, rows.row(i))) continue;
      found[i] = true;
      ++count;
    }
  });
  return count;
}

void EmbeddingStore::put(const Scope& scope, Texts texts, const Matrix& rows,
                         std::uint64_t tokens) {
  if (rows.rows() != texts.size() || (rows.cols() != scope.dimension() && !texts.empty())) {
    throw Error(ErrorKind::kBadData,
                std::to_string(rows.rows()) + " vectors of " + std::to_string(rows.cols()) +
                    " dimensions came for " + std::to_string(texts.size()) + " texts and " +
                    std::to_string(scope.dimension()) + " dimensions: they are not stored");
  }
  std::vector<Sha256Digest> keys;
  keys.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    check_vector(rows.row(i), i);
    keys.push_back(scope.key_of(texts[i]));
  }
  if (keys.empty()) return;
  parts_->queue.store({.scope = scope.id(), .keys = keys, .rows = &rows, .tokens = tokens});
}

std::uint64_t EmbeddingStore::file_bytes() const {
  std::error_code code;
  const auto bytes = fs::file_size(parts_->environment.file(), code);
  return code ? 0 : bytes;
}

void EmbeddingStore::copy_to(const fs::path& folder) const {
  const fs::path target = folder / kStoreFile;
  std::error_code code;
  if (fs::exists(target, code)) {
    throw Error(ErrorKind::kUsage, target.string() + ": there is a store already");
  }
  fs::create_directories(folder, code);
  if (code) {
    throw Error(ErrorKind::kUnavailable, folder.string() + ": cannot be made: " + code.message());
  }
  parts_->environment.copy_compact(target);
}

}  // namespace assay
