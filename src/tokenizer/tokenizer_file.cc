#include "tokenizer/tokenizer_file.h"

#include <stdexcept>

#include "assay/error.h"
#include "tokenizer/json_fields.h"

namespace assay {
namespace {

constexpr std::size_t kMostLevels = 64;

// Receives the events of the JSON parser and builds TokenizerFile from them.
class Reader {
 public:
  explicit Reader(TokenizerFile& file) : file_(file) {}

  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(Json::number_integer_t value) { return add(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return add(value); }
  bool number_float(Json::number_float_t value, const std::string& /*text*/) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(Json::binary_t& /*value*/) { return false; }

  bool start_object(std::size_t /*elements*/) {
    if (is_vocabulary()) return in_vocabulary_ = true;
    return open(Json::object());
  }
  bool key(std::string& name) {
    key_ = std::move(name);
    return true;
  }
  bool end_object() {
    if (in_vocabulary_) {
      in_vocabulary_ = false;
      return true;
    }
    return close();
  }
  bool start_array(std::size_t /*elements*/) { return open(Json::array()); }
  bool end_array() { return close(); }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Json::exception& /*error*/) {
    throw Error(ErrorKind::kBadData,
                file_.where + ": not JSON at byte " + std::to_string(position));
  }

 private:
  [[nodiscard]] bool is_vocabulary() const {
    return !in_vocabulary_ && open_.size() == 2 && key_ == "vocab" &&
           open_[0].first == &file_.settings && open_[1].second == "model" &&
           open_[1].first->is_object();
  }

  // Puts a value where the last key, or the array at hand, wants it.
  Json& put(Json value) {
    if (open_.empty()) return file_.settings = std::move(value);
    Json& parent = *open_.back().first;
    if (parent.is_array()) return parent.emplace_back(std::move(value));
    return parent[key_] = std::move(value);
  }

  bool add(Json value) {
    if (in_vocabulary_) {
      const std::int32_t id = to_token_id(value, file_.where + ": model.vocab: '" + key_ + "'");
      file_.vocabulary.emplace_back(std::move(key_), id);
    } else {
      put(std::move(value));
    }
    return true;
  }

  bool open(Json container) {
    if (in_vocabulary_) return add(std::move(container));  // refused there
    if (open_.size() == kMostLevels) {
      throw Error(ErrorKind::kBadData,
                  file_.where + ": nested deeper than " + std::to_string(kMostLevels) + " levels");
    }
    Json& placed = put(std::move(container));
    open_.emplace_back(&placed, key_);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  TokenizerFile& file_;
  std::vector<std::pair<Json*, std::string>>
      open_;  // containers from the outermost to the one at hand, their keys
  std::string key_;
  bool in_vocabulary_ = false;
};

}  // namespace

TokenizerFile parse_tokenizer_file(std::string_view text, std::string where) {
  TokenizerFile file{std::move(where), {}, {}};
  Reader reader(file);
  Json::sax_parse(text, &reader);
  if (!file.settings.is_object()) {
    throw Error(ErrorKind::kBadData,
                file.where + ": this is " + kind_of(file.settings) + ", expected an object");
  }
  return file;
}

}  // namespace assay
