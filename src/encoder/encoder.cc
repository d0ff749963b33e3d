#include "assay/encoder.h"

namespace assay {

std::string_view to_string(Similarity similarity) {
  switch (similarity) {
    case Similarity::kCosine:
      return "cosine";
    case Similarity::kDot:
      return "dot";
    case Similarity::kEuclidean:
      return "euclidean";
    case Similarity::kManhattan:
      return "manhattan";
  }
  return "";
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::kNone:
      return "none";
    case Role::kQuery:
      return "query";
    case Role::kDocument:
      return "document";
  }
  return "";
}

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

EncodeStats& EncodeStats::operator+=(const EncodeStats& other) {
  texts += other.texts;
  unique_texts += other.unique_texts;
  tokens += other.tokens;
  truncated_texts += other.truncated_texts;
  seconds += other.seconds;
  return *this;
}

}  // namespace assay
