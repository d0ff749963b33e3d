#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The stages a text passes through (pipeline.h puts them together). Each is immutable after it was
// made and serves all threads; results are appended to what the caller passes, so that buffers live
// on from text to text. Texts are valid UTF-8 throughout.
namespace assay {

// Text -> text.
class Normalizer {
 public:
  virtual ~Normalizer() = default;
  virtual void normalize(std::string_view text, std::string& normalized) const = 0;
};

// Normalised text -> the words that the model sees one by one.
class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  // The words are views into `text`, in order, none empty.
  virtual void split(std::string_view text, std::vector<std::string_view>& words) const = 0;
};

// Word -> token ids.
class TokenizerModel {
 public:
  virtual ~TokenizerModel() = default;
  // REQUIRES: `word` is not empty.
  virtual void encode(std::string_view word, std::vector<std::int32_t>& ids) const = 0;
};

}  // namespace assay
