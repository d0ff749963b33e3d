#include "tokenizer/bert_pre_tokenizer.h"

#include "base/utf8.h"

namespace assay {

void BertPreTokenizer::split(std::string_view text, std::vector<std::string_view>& words) const {
  std::size_t word = 0;  // where the word at hand begins
  const auto end_word = [&](std::size_t end) {
    if (end > word) words.push_back(text.substr(word, end - word));
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    const std::uint8_t properties = properties_[decode_utf8(text, i)];
    if ((properties & (unicode::kWhiteSpace | unicode::kPunctuation)) == 0) continue;
    end_word(start);
    if ((properties & unicode::kPunctuation) != 0) words.push_back(text.substr(start, i - start));
    word = i;
  }
  end_word(text.size());
}

}  // namespace assay
