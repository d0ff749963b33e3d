#include "assay/precision.h"

namespace assay {

std::string_view to_string(Precision precision) {
  switch (precision) {
    case Precision::kAuto:
      return "auto";
    case Precision::kF32:
      return "f32";
    case Precision::kBf16:
      return "bf16";
    case Precision::kI16:
      return "i16";
    case Precision::kI8:
      return "i8";
  }
  return "";
}

}  // namespace assay
