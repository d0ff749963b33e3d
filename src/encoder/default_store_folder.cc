#include "assay/encoder.h"
#include "assay/error.h"
#include "base/own_folders.h"

namespace assay {

std::filesystem::path default_store_folder() {
  const std::filesystem::path cache = own_cache_folder();
  if (cache.empty()) {
    throw Error(ErrorKind::kUsage,
                "none of ASSAY_CACHE, XDG_CACHE_HOME and HOME is set: there is no place for the "
                "embedding store");
  }
  return cache / "vectors";
}

}  // namespace assay
