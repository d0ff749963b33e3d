#include "store/lmdb.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include "assay/error.h"

namespace assay::lmdb {
namespace {

constexpr unsigned kMaxReaders = 1022;
constexpr std::array<const char*, kTables> kTableNames = {"meta", "scopes", "keys", "blocks"};

// The map is full: thrown inside of write() and caught there.
struct MapFull {};

MDB_val value_of(std::string_view bytes) {
  return {.mv_size = bytes.size(), .mv_data = const_cast<char*>(bytes.data())};
}

std::string_view view_of(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

bool is_damage(int code) {
  return code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID ||
         code == MDB_VERSION_MISMATCH || code == MDB_INCOMPATIBLE || code == MDB_PANIC ||
         code == MDB_NOTFOUND;
}

class Cursor {
 public:
  Cursor(MDB_txn* txn, unsigned table) { code_ = mdb_cursor_open(txn, table, &cursor_); }
  ~Cursor() {
    if (cursor_ != nullptr) mdb_cursor_close(cursor_);
  }
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  [[nodiscard]] int code() const { return code_; }
  [[nodiscard]] int move(MDB_val& key, MDB_val& value, MDB_cursor_op operation) {
    return mdb_cursor_get(cursor_, &key, &value, operation);
  }

 private:
  MDB_cursor* cursor_ = nullptr;
  int code_ = 0;
};

}  // namespace

std::uint64_t block_id(std::string_view key) {
  std::uint64_t id = 0;
  std::memcpy(&id, key.data(), std::min(key.size(), sizeof id));
  return id;
}

std::optional<std::string_view> Transaction::get(Table table, std::string_view key) const {
  MDB_val name = value_of(key);
  MDB_val value{};
  const int code = mdb_get(txn_, environment_.tables_[static_cast<unsigned>(table)], &name, &value);
  if (code == MDB_NOTFOUND) return std::nullopt;
  environment_.check(code, "reading");
  return view_of(value);
}

std::optional<std::string_view> Transaction::get_block(std::uint64_t id) const {
  return get(Table::kBlocks, {reinterpret_cast<const char*>(&id), sizeof id});
}

void Transaction::for_each(
    Table table,
    const std::function<bool(std::string_view key, std::string_view value)>& visit) const {
  Cursor cursor(txn_, environment_.tables_[static_cast<unsigned>(table)]);
  environment_.check(cursor.code(), "reading");
  MDB_val key{};
  MDB_val value{};
  int code = cursor.move(key, value, MDB_FIRST);
  while (code == 0 && visit(view_of(key), view_of(value))) {
    code = cursor.move(key, value, MDB_NEXT);
  }
  if (code != MDB_NOTFOUND) environment_.check(code, "reading");
}

std::uint64_t Transaction::count(Table table) const {
  MDB_stat stat{};
  environment_.check(mdb_stat(txn_, environment_.tables_[static_cast<unsigned>(table)], &stat),
                     "reading");
  return stat.ms_entries;
}

void Transaction::put(Table table, std::string_view key, std::string_view value) {
  MDB_val name = value_of(key);
  MDB_val content = value_of(value);
  const int code =
      mdb_put(txn_, environment_.tables_[static_cast<unsigned>(table)], &name, &content, 0);
  if (code == MDB_MAP_FULL) throw MapFull();
  environment_.check(code, "writing");
}

void Transaction::erase(Table table, std::string_view key) {
  MDB_val name = value_of(key);
  const int code =
      mdb_del(txn_, environment_.tables_[static_cast<unsigned>(table)], &name, nullptr);
  if (code == MDB_MAP_FULL) throw MapFull();
  if (code != MDB_NOTFOUND) environment_.check(code, "erasing");
}

std::uint64_t Transaction::append_block(std::size_t size, const std::function<void(char*)>& fill) {
  const unsigned table = environment_.tables_[static_cast<unsigned>(Table::kBlocks)];
  std::uint64_t id = 1;
  {
    Cursor cursor(txn_, table);
    environment_.check(cursor.code(), "writing");
    MDB_val key{};
    MDB_val value{};
    const int code = cursor.move(key, value, MDB_LAST);
    if (code != MDB_NOTFOUND) environment_.check(code, "writing");
    if (code == 0) id = block_id(view_of(key)) + 1;
  }
  MDB_val key{.mv_size = sizeof id, .mv_data = &id};
  MDB_val value{.mv_size = size, .mv_data = nullptr};
  const int code = mdb_put(txn_, table, &key, &value, MDB_APPEND | MDB_RESERVE);
  if (code == MDB_MAP_FULL) throw MapFull();
  environment_.check(code, "writing");
  fill(static_cast<char*>(value.mv_data));
  return id;
}

void Transaction::erase_block(std::uint64_t id) {
  erase(Table::kBlocks, {reinterpret_cast<const char*>(&id), sizeof id});
}

Environment::Environment(std::filesystem::path file, std::size_t map_bytes)
    : file_(std::move(file)) {
  check(mdb_env_create(&env_), "opening");
  try {
    check(mdb_env_set_maxdbs(env_, kTables), "opening");
    check(mdb_env_set_maxreaders(env_, kMaxReaders), "opening");
    check(mdb_env_set_mapsize(env_, map_bytes), "opening");
    // NOTLS: a read transaction belongs to its object, not to the thread. NOMETASYNC: one sync a
    // commit; a machine that fails may lose the last commit, never more and never half of one.
    check(mdb_env_open(env_, file_.c_str(), MDB_NOSUBDIR | MDB_NOTLS | MDB_NOMETASYNC, 0644),
          "opening");
    int dead = 0;
    check(mdb_reader_check(env_, &dead), "opening");
    cover_missing_end();
    write([this](Transaction& transaction) {
      for (std::size_t i = 0; i < kTables; ++i) {
        const bool numbers = static_cast<Table>(i) == Table::kBlocks;
        const int code = mdb_dbi_open(
            transaction.txn_, kTableNames[i],
            static_cast<unsigned>(MDB_CREATE | (numbers ? MDB_INTEGERKEY : 0)), &tables_[i]);
        if (code == MDB_MAP_FULL) throw MapFull();
        check(code, "opening");
      }
    });
  } catch (...) {
    mdb_env_close(env_);
    throw;
  }
}

Environment::~Environment() { mdb_env_close(env_); }

void Environment::fail(int code, const std::string& doing) const {
  const bool damaged = is_damage(code);
  throw Error(damaged ? ErrorKind::kBadData : ErrorKind::kUnavailable,
              file_.string() + ": " + doing + " the embedding store failed: " + mdb_strerror(code) +
                  (damaged ? " (damaged, or another kind of file: move it away)" : ""));
}

// A file that lost its end (a copy cut short, a file system repaired) would end the process with
// SIGBUS where the map has no file behind it. With zeros there, reading finds damage and says so.
void Environment::cover_missing_end() const {
  int descriptor = -1;
  check(mdb_env_get_fd(env_, &descriptor), "opening");
  MDB_envinfo info{};
  MDB_stat stat{};
  struct stat on_disk{};
  check(mdb_env_info(env_, &info), "opening");
  check(mdb_env_stat(env_, &stat), "opening");
  if (fstat(descriptor, &on_disk) != 0) fail(errno, "opening");
  const auto needed = static_cast<off_t>((info.me_last_pgno + 1) * stat.ms_psize);
  if (on_disk.st_size >= needed) return;
  const int code = posix_fallocate(descriptor, on_disk.st_size, needed - on_disk.st_size);
  if (code != 0) fail(code, "opening");
}

MDB_txn* Environment::begin(bool read_only, std::shared_lock<std::shared_mutex>& lock) const {
  for (int attempt = 0;; ++attempt) {
    lock = std::shared_lock(resizing_);
    MDB_txn* txn = nullptr;
    const int code = mdb_txn_begin(env_, nullptr, read_only ? unsigned{MDB_RDONLY} : 0U, &txn);
    if (code == 0) return txn;
    if (code == MDB_READERS_FULL && attempt == 0) {
      int dead = 0;  // readers of processes that were killed
      check(mdb_reader_check(env_, &dead), "reading");
      continue;
    }
    if (code != MDB_MAP_RESIZED) fail(code, read_only ? "reading" : "writing");
    lock.unlock();
    resize(0);
  }
}

void Environment::resize(std::size_t map_bytes) const {
  const std::unique_lock lock(resizing_);
  check(mdb_env_set_mapsize(env_, map_bytes), "growing");
}

void Environment::read(const std::function<void(const Transaction&)>& body) const {
  std::shared_lock<std::shared_mutex> lock;
  MDB_txn* txn = begin(true, lock);
  const std::unique_ptr<MDB_txn, decltype(&mdb_txn_abort)> end(txn, mdb_txn_abort);
  body(Transaction(*this, txn));
}

void Environment::write(const std::function<void(Transaction&)>& body) {
  while (true) {
    std::size_t map_bytes = 0;
    {
      std::shared_lock<std::shared_mutex> lock;
      MDB_txn* txn = begin(false, lock);
      try {
        Transaction transaction(*this, txn);
        body(transaction);
        MDB_txn* const ending = std::exchange(txn, nullptr);
        const int code = mdb_txn_commit(ending);
        if (code == 0) return;
        if (code != MDB_MAP_FULL) fail(code, "writing");
      } catch (const MapFull&) {
        mdb_txn_abort(txn);
      } catch (...) {
        if (txn != nullptr) mdb_txn_abort(txn);
        throw;
      }
      MDB_envinfo info{};
      check(mdb_env_info(env_, &info), "growing");
      map_bytes = info.me_mapsize;
    }
    resize(map_bytes * 2);
  }
}

void Environment::copy_compact(const std::filesystem::path& file) const {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    throw Error(ErrorKind::kUnavailable, file.string() + ": " + std::strerror(errno));
  }
  read([](const Transaction&) {});  // takes over the size that another process gave the map
  const std::shared_lock lock(resizing_);
  int code = mdb_env_copyfd2(env_, descriptor, MDB_CP_COMPACT);
  if (code == 0 && ::fsync(descriptor) != 0) code = errno;
  if (::close(descriptor) != 0 && code == 0) code = errno;
  if (code != 0) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    fail(code, "copying");
  }
}

}  // namespace assay::lmdb
