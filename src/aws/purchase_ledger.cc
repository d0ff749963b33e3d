#include "aws/purchase_ledger.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include "assay/error.h"
#include "base/file.h"
#include "base/json_object.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using Step = PurchaseLedger::Step;

constexpr std::array<std::string_view, 3> kSteps = {"intended", "bought", "released"};

[[noreturn]] void fail(const fs::path& file, int code) {
  throw Error(ErrorKind::kUnavailable, file.string() +
                                           ": nothing can be bought without its ledger: " +
                                           std::generic_category().message(code));
}

// Open for appending, locked; closed again at the end.
class LockedFile {
 public:
  explicit LockedFile(const fs::path& path)
      : path_(path), file_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (file_ < 0) fail(path_, errno);
    if (::flock(file_, LOCK_EX) != 0) {
      const int code = errno;
      ::close(file_);
      fail(path_, code);
    }
  }
  ~LockedFile() { ::close(file_); }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  // A line that a crash left unfinished is ended first.
  void append(std::string line) const {
    const off_t size = ::lseek(file_, 0, SEEK_END);
    char last = '\n';
    if (size > 0 && ::pread(file_, &last, 1, size - 1) != 1) fail(path_, errno);
    if (last != '\n') line.insert(0, "\n");
    std::string_view rest = line;
    while (!rest.empty()) {
      const ssize_t written = ::write(file_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail(path_, errno);
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file_) != 0) fail(path_, errno);
  }

 private:
  fs::path path_;
  int file_;
};

void sync_folder(const fs::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  (void)::fsync(file);
  ::close(file);
}

bool is_same(const Purchase& a, const Purchase& b) {
  return a.kind == b.kind && a.region == b.region && a.name == b.name;
}

}  // namespace

void PurchaseLedger::record(Step step, const Purchase& purchase) const {
  std::error_code code;
  fs::create_directories(file_.parent_path(), code);
  if (code) fail(file_.parent_path(), code.value());
  const bool is_new = !fs::exists(file_, code);
  const auto time = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const Json line = {{"time", time.count()},      {"step", kSteps[static_cast<std::size_t>(step)]},
                     {"kind", purchase.kind},     {"account", purchase.account},
                     {"region", purchase.region}, {"name", purchase.name},
                     {"detail", purchase.detail}};
  LockedFile(file_).append(line.dump() + "\n");
  if (is_new) sync_folder(file_.parent_path());
}

std::vector<Purchase> PurchaseLedger::unreleased() const {
  std::error_code ignored;
  if (!fs::exists(file_, ignored)) return {};
  const std::string text = read_file(file_);
  std::vector<Purchase> open;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) break;
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    // The rest of a line that a crash left unfinished, ended by the next writer.
    if (!line.ends_with('}')) continue;
    const std::string where = file_.string() + ":" + std::to_string(number);
    const JsonObject entry(parse_json(line, where), where);
    const Purchase purchase{.kind = entry.required_string("kind"),
                            .account = entry.string("account").value_or(""),
                            .region = entry.required_string("region"),
                            .name = entry.required_string("name"),
                            .detail = entry.string("detail").value_or("")};
    const std::string step = entry.required_string("step");
    if (std::ranges::find(kSteps, step) == kSteps.end()) {
      throw Error(ErrorKind::kBadData, where + ": no such step: '" + step + "'");
    }
    std::erase_if(open, [&](const Purchase& p) { return is_same(p, purchase); });
    if (step != "released") open.push_back(purchase);
  }
  return open;
}

}  // namespace assay
