#include "cli/data_source.h"

#include <utility>

namespace assay::cli {

DataOptions make_data_options(std::string data_root) {
  DataOptions options;
  options.data_root = std::move(data_root);
  return options;
}

}  // namespace assay::cli
