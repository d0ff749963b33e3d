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

EncodeStats& EncodeStats::operator+=(const EncodeStats& other) {
  texts += other.texts;
  unique_texts += other.unique_texts;
  tokens += other.tokens;
  truncated_texts += other.truncated_texts;
  seconds += other.seconds;
  return *this;
}

}  // namespace assay
