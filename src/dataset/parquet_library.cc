#include "dataset/parquet_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "assay/error.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "assay_parquet.so";

std::vector<fs::path> places() {
  if (const char* named = std::getenv("ASSAY_PARQUET_MODULE"); named != nullptr && *named != '\0') {
    return {named};
  }
  std::error_code unknown;
  const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
  if (unknown) return {};
  const fs::path folder = program.parent_path();
  return {folder / kFileName, folder.parent_path() / "lib" / "assay" / kFileName};
}

AssayParquetRead open_module(const fs::path& file) {
  // Never closed: Arrow keeps threads and memory pools of its own.
  void* module = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) {
    throw Error(ErrorKind::kUnavailable,
                std::string("the Parquet module cannot be loaded: ") + dlerror());
  }
  // POSIX promises that an object pointer of dlsym can be one to a function.
  const auto abi = reinterpret_cast<AssayParquetAbi>(dlsym(module, ASSAY_PARQUET_ABI_NAME));
  const auto read = reinterpret_cast<AssayParquetRead>(dlsym(module, ASSAY_PARQUET_READ_NAME));
  if (abi == nullptr || read == nullptr || abi() != ASSAY_PARQUET_ABI) {
    throw Error(ErrorKind::kUnavailable,
                file.string() + ": is not the Parquet module of this version of assay");
  }
  return read;
}

AssayParquetRead find_module() {
  std::string looked;
  for (const fs::path& place : places()) {
    std::error_code absent;
    if (fs::exists(place, absent)) return open_module(place);
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  throw Error(
      ErrorKind::kUnavailable,
      "reading Parquet needs the module " + std::string(kFileName) +
          ", which is not there (looked for " + looked +
          "); `make` builds it where Apache Arrow can be fetched (tools/fetch_arrow.py), or "
          "name it in ASSAY_PARQUET_MODULE");
}

}  // namespace

AssayParquetRead load_parquet_reader() {
  static std::mutex mutex;
  static AssayParquetRead reader = nullptr;
  const std::scoped_lock lock(mutex);
  if (reader == nullptr) reader = find_module();
  return reader;
}

}  // namespace assay
