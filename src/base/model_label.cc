#include "assay/model_label.h"

#include "assay/precision.h"

namespace assay {

std::string label_model(const std::string& model, const std::string& precision) {
  return model + " (" + precision + ")";
}

std::string without_precision(const std::string& label) {
  for (const Precision precision :
       {Precision::kF32, Precision::kBf16, Precision::kI16, Precision::kI8}) {
    const std::string addition = label_model("", std::string(to_string(precision)));
    if (label.ends_with(addition)) return label.substr(0, label.size() - addition.size());
  }
  return label;
}

}  // namespace assay
