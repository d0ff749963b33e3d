#include "cli/version.h"

#include "assay_version.h"
#include "math/isa.h"

namespace assay::cli {

std::string print_version() {
  return "assay " ASSAY_VERSION "\ncommit    " ASSAY_COMMIT "\ncompiler  " ASSAY_COMPILER
         "\nbuild     " ASSAY_BUILD_TYPE "\ncpu       " +
         cpu_name() + "\nisa       " + std::string(to_string(active_isa()));
}

}  // namespace assay::cli
