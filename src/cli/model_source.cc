#include "cli/model_source.h"

#include "assay/error.h"
#include "cli/model_flags.h"
#include "encoder/model_folder.h"

namespace assay::cli {

std::filesystem::path locate_tokenizer(const std::string& model) {
  check_model_name(model);
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::path(model) / "modules.json", ignored)) {
    return read_model_folder(model).transformer;
  }
  if (std::filesystem::is_directory(model, ignored)) return model;
  if (model.starts_with("mteb/baseline-")) {
    throw Error(ErrorKind::kUsage, model + " works on words and has no tokenizer");
  }
  throw Error(ErrorKind::kNotSupported, model + ": not supported yet: tokenizers from the hub");
}

}  // namespace assay::cli
