#include "encoder/stop_words.h"

namespace assay {
namespace {

struct StopWordList {
  std::string_view key;
  std::span<const std::string_view> words;
};

#include "encoder/stop_words.inc"

}  // namespace

std::span<const std::string_view> stop_words(std::string_view key) {
  for (const StopWordList& list : kLists) {
    if (list.key == key) return list.words;
  }
  return {};
}

}  // namespace assay
