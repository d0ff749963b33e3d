#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

struct MDB_env;
struct MDB_txn;

namespace assay::lmdb {

// The tables of a store. Keys of kBlocks are numbers, all others bytes.
enum class Table : unsigned { kMeta, kScopes, kKeys, kBlocks };
inline constexpr std::size_t kTables = 4;

class Environment;

// What can be done inside of Environment::read and write. Views point into the file's map and are good
// until the transaction ends, or until the next change in it.
class Transaction {
 public:
  [[nodiscard]] std::optional<std::string_view> get(Table table, std::string_view key) const;
  [[nodiscard]] std::optional<std::string_view> get_block(std::uint64_t id) const;
  // Every entry in the order of the keys until `visit` returns false.
  void for_each(
      Table table,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const;
  [[nodiscard]] std::uint64_t count(Table table) const;

  // REQUIRES (for all that follow): inside of write().
  void put(Table table, std::string_view key, std::string_view value);
  void erase(Table table, std::string_view key);  // nothing happens when it is not there
  // Appends a value of `size` bytes that `fill` writes; returns its id, larger than all before it.
  std::uint64_t append_block(std::size_t size, const std::function<void(char*)>& fill);
  void erase_block(std::uint64_t id);

 private:
  friend class Environment;
  Transaction(const Environment& environment, MDB_txn* txn)
      : environment_(environment), txn_(txn) {}
  const Environment& environment_;
  MDB_txn* txn_;
};

// The id in a key of kBlocks, as for_each gives it.
[[nodiscard]] std::uint64_t block_id(std::string_view key);

// One LMDB file, shared by the threads of this process and by other processes. Commits survive a
// killed process at once and a failing machine but for the last one. Whoever opens the same file twice in
// one process breaks LMDB's locks: EmbeddingStore::open sees to that.
class Environment {
 public:
  // Makes the file when it is not there. `map_bytes` is how much address space is set aside at first; the
  // map grows when it is full. Throws Error: kUnavailable when the file cannot be opened or made,
  // kBadData when it is something else or damaged.
  Environment(std::filesystem::path file, std::size_t map_bytes);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  // A consistent view of one moment. Throws Error as the constructor does, and what `body` throws.
  void read(const std::function<void(const Transaction&)>& body) const;
  // All of it or nothing. `body` runs again, from the start, when the map has to grow. Waits for other
  // writers, also those of other processes. Throws Error{kUnavailable} when the disk is full; what was
  // there before stays.
  void write(const std::function<void(Transaction&)>& body);
  // A copy without free pages. Throws Error{kUnavailable}.
  void copy_compact(const std::filesystem::path& file) const;

  [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }

 private:
  friend class Transaction;
  [[noreturn]] void fail(int code, const std::string& doing) const;
  void check(int code, const char* doing) const {
    if (code != 0) fail(code, doing);
  }
  [[nodiscard]] MDB_txn* begin(bool read_only, std::shared_lock<std::shared_mutex>& lock) const;
  void resize(std::size_t map_bytes) const;  // 0 = as large as another process has made it
  void cover_missing_end() const;

  std::filesystem::path file_;
  MDB_env* env_ = nullptr;
  unsigned tables_[kTables] = {};
  // Held shared by every transaction: the map must not move under one.
  mutable std::shared_mutex resizing_;
};

}  // namespace assay::lmdb
