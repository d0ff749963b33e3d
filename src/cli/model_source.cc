#include "cli/model_source.h"

#include "assay/error.h"
#include "cli/model_flags.h"
#include "encoder/hub_model.h"
#include "encoder/model_folder.h"

namespace assay::cli {

std::filesystem::path locate_tokenizer(const std::string& model, const ModelOptions& options) {
  check_model_name(model);
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::path(model) / "modules.json", ignored)) {
    return read_model_folder(model).transformer;
  }
  if (std::filesystem::is_directory(model, ignored)) return model;
  if (model.starts_with("mteb/baseline-")) {
    throw Error(ErrorKind::kUsage, model + " works on words and has no tokenizer");
  }
  if (!parse_hub_name(model))
    throw Error(ErrorKind::kUsage, model + ": expected org/name[@revision]");
  auto folder = fetch_hub_model(model, ModelPart::kTokenizer, options).folder;
  if (!std::filesystem::exists(folder / "modules.json", ignored)) return folder;
  return read_model_folder(folder).transformer;
}

}  // namespace assay::cli
