#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/json.h"
#include "assay/matrix.h"

namespace assay {

// Everything but the text that decides the vector of a text. Two scopes that differ anywhere share no
// vector.
struct VectorScope {
  std::string provider;  // "local", "bedrock"
  std::string model;
  std::string revision;
  std::size_t dimension = 0;
  Json settings = Json::object();  // of the model: weight hash, precision, pooling, truncation ...
  Json conditions = Json::object();  // of the call: prompt, input type ...
};

struct StoreOptions {
  // Address space to begin with; the file has the size of what is in it, and both grow by themselves.
  std::size_t map_bytes = std::size_t{1} << 30U;
};

// What is stored under one scope.
struct ScopeContents {
  std::string id;  // hex digits
  VectorScope scope;
  std::uint64_t vectors = 0;
  std::uint64_t bytes = 0;
  std::uint64_t tokens = 0;  // paid for them, as far as the provider tells
  std::uint64_t oldest = 0;  // seconds since 1970
  std::uint64_t newest = 0;
};

struct StoreCheck {
  std::uint64_t vectors = 0;      // sound ones that a lookup finds
  std::uint64_t damaged = 0;      // checksum or place is wrong; a lookup takes them for missing
  std::uint64_t unreachable = 0;  // stored, but replaced by a later one
  std::uint64_t invalid = 0;      // not finite, or zero
};

// Vectors of texts on disk, for many runs, threads and processes at a time. A key is the SHA-256 of
// length-prefixed parts: all of a VectorScope and the text. Every vector is checked (key and
// checksum) when it is read; one that is damaged counts as missing and is replaced by the next `put`.
// docs/store.md has the format and the guarantees.
//
// All calls may come from any thread. They throw Error: kUnavailable when the disk is full or fails,
// kBadData when the file is damaged so that it cannot be read any more.
class EmbeddingStore {
 public:
  class Scope;  // an open scope
  using Texts = std::span<const std::string_view>;

  // The store in `folder`, which is made when it is not there. One object for one folder in a process:
  // a second call gives the first one's object.
  [[nodiscard]] static std::shared_ptr<EmbeddingStore> open(const std::filesystem::path& folder,
                                                            const StoreOptions& options = {});
  ~EmbeddingStore();

  [[nodiscard]] std::shared_ptr<const Scope> open_scope(const VectorScope& scope);

  // Copies the vectors that are there into `rows` (row i for text i) and marks them in `found`. Returns
  // how many. REQUIRES: rows is [texts.size() x dimension], found.size() == texts.size().
  std::size_t find(const Scope& scope, Texts texts, Matrix& rows, std::vector<bool>& found);

  // Stores row i of `rows` for text i; when the call returns they are on disk. What is there already
  // stays as it is. `tokens`: what the batch cost, 0 = not known. Throws Error{kBadData} naming the
  // index of a vector that is not finite or all zeros, or when count or dimension are wrong; nothing is
  // stored then. Calls from several threads share one commit.
  void put(const Scope& scope, Texts texts, const Matrix& rows, std::uint64_t tokens = 0);

  [[nodiscard]] std::vector<ScopeContents> contents() const;
  [[nodiscard]] std::uint64_t file_bytes() const;
  // Reads everything. With `repair`, what is damaged, unreachable or invalid is erased.
  StoreCheck verify(bool repair);
  // Erases what was stored under scopes for which `selects` is true, in blocks created before `before`
  // (seconds since 1970). Returns the number of vectors. The room is used again; the file stays as large.
  std::uint64_t prune(const std::function<bool(const VectorScope&)>& selects, std::uint64_t before);
  // A compact copy as a store in `folder`. Throws Error{kUsage} when there is one already.
  void copy_to(const std::filesystem::path& folder) const;
  // Every sound vector, scope by scope as they come.
  void for_each(const std::function<void(const std::string& scope_id, const std::string& key,
                                         std::span<const float> vector)>& visit) const;

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

 private:
  struct Parts;
  EmbeddingStore(std::filesystem::path folder, const StoreOptions& options);
  std::filesystem::path folder_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace assay
