#include "tokenizer/bert_normalizer.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace assay {
namespace {

constexpr bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 0x80U; }

// The blocks of the reference implementation. The gap 2B820..2B91F is a slip of BERT's first code
// that everybody keeps.
constexpr bool is_chinese(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

}  // namespace

// Appends decomposed characters, marks that stay in canonical order.
class BertNormalizer::Writer {
 public:
  Writer(const BertNormalizer& normalizer, std::string& out) : normalizer_(normalizer), out_(out) {}

  // Puts what was held back into `out`: to be called at the end and before anything else is written
  // there.
  void flush() {
    if (held_back_.empty()) return;
    std::ranges::stable_sort(held_back_, {}, &std::pair<std::uint8_t, char32_t>::first);
    for (const auto& [combining_class, code_point] : held_back_) write(code_point);
    held_back_.clear();
  }

  void append(char32_t code_point) {
    if (!normalizer_.strip_accents_) return write(code_point);
    if ((normalizer_.properties_[code_point] & unicode::kDecomposes) == 0)
      return append_decomposed(code_point);
    std::array<char32_t, 4> buffer{};
    for (const char32_t part : unicode::decompose(code_point, buffer)) append_decomposed(part);
  }

 private:
  void append_decomposed(char32_t code_point) {
    const std::uint8_t properties = normalizer_.properties_[code_point];
    if ((properties & unicode::kNonspacingMark) != 0) return;
    // Few marks are not category Mn for the reference and stay; only they can be out of order.
    if ((properties & unicode::kReorders) != 0) {
      held_back_.emplace_back(unicode::combining_class(code_point), code_point);
      return;
    }
    flush();
    write(code_point);
  }

  void write(char32_t code_point) {
    if (!normalizer_.lowercase_ ||
        (normalizer_.properties_[code_point] & unicode::kLowercases) == 0) {
      return append_utf8(out_, code_point);
    }
    std::array<char32_t, 2> buffer{};
    for (const char32_t c : unicode::lowercase(code_point, buffer)) append_utf8(out_, c);
  }

  const BertNormalizer& normalizer_;
  std::string& out_;
  std::vector<std::pair<std::uint8_t, char32_t>> held_back_;  // combining class, mark
};

BertNormalizer::BertNormalizer(const Options& options)
    : clean_text_(options.clean_text),
      handle_chinese_chars_(options.handle_chinese_chars),
      strip_accents_(options.strip_accents.value_or(options.lowercase)),
      lowercase_(options.lowercase) {
  for (std::size_t c = 0; c < ascii_.size(); ++c) {
    const std::uint8_t properties = properties_[static_cast<char32_t>(c)];
    ascii_[c] = static_cast<char>(c);
    ascii_kept_[c] = clean_text_ && (properties & unicode::kDropped) != 0 ? 0 : 1;
    if (clean_text_ && (properties & unicode::kWhiteSpace) != 0) ascii_[c] = ' ';
    if (lowercase_ && c >= 'A' && c <= 'Z') ascii_[c] = static_cast<char>(c - 'A' + 'a');
  }
}

std::size_t BertNormalizer::append_ascii(std::string_view text, std::string& normalized) const {
  std::size_t length = 0;
  while (length < text.size() && is_ascii(text[length])) ++length;
  std::size_t size = normalized.size();
  normalized.resize(size + length);
  char* const out = normalized.data();
  for (const char c : text.substr(0, length)) {
    out[size] = ascii_[static_cast<unsigned char>(c)];
    size += ascii_kept_[static_cast<unsigned char>(c)];
  }
  normalized.resize(size);
  return length;
}

void BertNormalizer::normalize(std::string_view text, std::string& normalized) const {
  // Characters without any of these pass as they are.
  constexpr std::uint8_t kMayChange = unicode::kDropped | unicode::kWhiteSpace |
                                      unicode::kNonspacingMark | unicode::kDecomposes |
                                      unicode::kLowercases | unicode::kReorders;
  Writer writer(*this, normalized);
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t start = i;
    const char32_t code_point = decode_utf8(text, i);
    const std::uint8_t properties = properties_[code_point];
    // What is dropped does not keep its neighbours apart, so nothing is flushed here.
    if (clean_text_ && (properties & unicode::kDropped) != 0) continue;
    if (code_point < 0x80) {
      writer.flush();
      i = start + append_ascii(text.substr(start), normalized);
    } else if (clean_text_ && (properties & unicode::kWhiteSpace) != 0) {
      writer.flush();
      normalized += ' ';
    } else if (handle_chinese_chars_ && is_chinese(code_point)) {
      writer.flush();
      normalized += ' ';
      writer.append(code_point);
      writer.flush();
      normalized += ' ';
    } else if ((properties & kMayChange) == 0) {
      writer.flush();
      normalized.append(text, start, i - start);
    } else {
      writer.append(code_point);
    }
  }
  writer.flush();
}

}  // namespace assay
