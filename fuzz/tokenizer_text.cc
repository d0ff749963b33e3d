// Any bytes as a text: the ids are in range, and a limit cuts them at the end and changes nothing else.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "tokenizer/tokenizer.h"

namespace {

constexpr std::string_view kTokenizer = R"({
  "added_tokens": [{"id": 4, "content": "[MASK]", "single_word": false, "lstrip": true, "rstrip": false,
                    "normalized": false, "special": true},
                   {"id": 5, "content": "ab", "single_word": true, "lstrip": false, "rstrip": false,
                    "normalized": true, "special": false}],
  "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                 "strip_accents": null, "lowercase": true},
  "pre_tokenizer": {"type": "BertPreTokenizer"},
  "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
  "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "ab": 5, "a": 6, "##a": 7,
                      "b": 8, "##b": 9, "\u00e9": 10, "e": 11, "##e": 12, "\u4e2d": 13, ".": 14, "-": 15}}})";
constexpr std::size_t kLimit = 6;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto tokenizer = assay::load_tokenizer_from_json(kTokenizer, "fuzz");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::int32_t> all;
  std::vector<std::int32_t> cut;
  const std::size_t count = tokenizer->encode(text, 0, all);
  if (tokenizer->encode(text, kLimit, cut) != count || count != all.size()) std::abort();
  if (cut.size() != std::min(count, kLimit)) std::abort();
  const std::size_t closing = tokenizer->num_closing_tokens();
  if (!std::equal(cut.begin(), cut.end() - static_cast<std::ptrdiff_t>(closing), all.begin()))
    std::abort();
  for (const std::int32_t id : all) {
    if (id < 0 || static_cast<std::size_t>(id) >= tokenizer->vocabulary_size()) std::abort();
  }
  return 0;
}
