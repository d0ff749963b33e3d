#include "base/yaml.h"

#include <yaml.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <map>

#include "assay/error.h"
#include "base/utf8.h"

namespace assay {
namespace {

constexpr int kDeepest = 64;
constexpr std::size_t kMostValues = 1'000'000;  // an alias of aliases can be exponentially large

template <typename Number>
bool parse_number(std::string_view text, int base, Json& value) {
  Number number{};
  std::from_chars_result result{};
  if constexpr (std::is_floating_point_v<Number>) {
    result = std::from_chars(text.data(), text.data() + text.size(), number);
  } else {
    result = std::from_chars(text.data(), text.data() + text.size(), number, base);
  }
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return false;
  value = number;
  return true;
}

// PyYAML's resolver: only what it takes for a number (1e5 without a point is a string to it).
Json plain_scalar(std::string_view text) {
  constexpr std::array kNull{"", "~", "null", "Null", "NULL"};
  constexpr std::array kTrue{"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
  constexpr std::array kFalse{"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
  for (const char* word : kNull) {
    if (text == word) return nullptr;
  }
  for (const char* word : kTrue) {
    if (text == word) return true;
  }
  for (const char* word : kFalse) {
    if (text == word) return false;
  }
  Json number;
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const bool octal = digits.size() > 1 && digits[0] == '0' && digits.find('.') == std::string::npos;
  const bool is_integer = digits.starts_with("0x")
                              ? parse_number<std::int64_t>(digits.substr(2), 16, number)
                              : parse_number<std::int64_t>(digits, octal ? 8 : 10, number);
  const bool is_decimal = digits.find('.') != std::string_view::npos &&
                          digits.find_first_not_of("0123456789.-+eE") == std::string_view::npos;
  if (is_integer || (is_decimal && parse_number<double>(digits, 10, number))) return number;
  return std::string(text);
}

class Parser {
 public:
  Parser(std::string_view text, const std::string& where) : where_(where) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    // The library asserts that there is a pointer, also to nothing.
    if (text.data() == nullptr) text = "";
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Parser() {
    clear_event();
    yaml_parser_delete(&parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Json document() {
    next();
    while (event_.type == YAML_STREAM_START_EVENT || event_.type == YAML_DOCUMENT_START_EVENT)
      next();
    if (event_.type == YAML_STREAM_END_EVENT) return nullptr;
    return value(0);
  }

 private:
  [[noreturn]] void fail(const std::string& what, std::size_t line) const {
    throw Error(ErrorKind::kBadData, where_ + ":" + std::to_string(line + 1) + ": " + what);
  }

  void clear_event() {
    if (has_event_) yaml_event_delete(&event_);
    has_event_ = false;
  }

  void next() {
    clear_event();
    if (yaml_parser_parse(&parser_, &event_) == 0) {
      fail(std::string("not YAML: ") + (parser_.problem == nullptr ? "?" : parser_.problem),
           parser_.problem_mark.line);
    }
    has_event_ = true;
  }

  [[nodiscard]] static std::string text_of(const yaml_char_t* text) {
    return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
  }

  void count(const Json& value, std::size_t line) {
    values_ += 1;
    if (value.is_structured()) values_ += size_of(value);
    if (values_ > kMostValues) fail("more values than anybody would write", line);
  }
  static std::size_t size_of(const Json& value) {
    std::size_t size = 1;
    if (value.is_structured()) {
      for (const Json& part : value) size += size_of(part);
    }
    return size;
  }

  Json value(int depth) {
    const std::size_t line = event_.start_mark.line;
    if (depth > kDeepest) fail("nested too deeply", line);
    std::string anchor;
    Json result;
    switch (event_.type) {
      case YAML_ALIAS_EVENT: {
        const auto found = anchors_.find(text_of(event_.data.alias.anchor));
        if (found == anchors_.end()) fail("an alias without its anchor", line);
        count(found->second, line);
        return found->second;
      }
      case YAML_SCALAR_EVENT: {
        anchor = text_of(event_.data.scalar.anchor);
        const std::string text(reinterpret_cast<const char*>(event_.data.scalar.value),
                               event_.data.scalar.length);
        const bool plain = event_.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                           event_.data.scalar.tag == nullptr;
        result = plain ? plain_scalar(text) : Json(text);
        break;
      }
      case YAML_SEQUENCE_START_EVENT:
        anchor = text_of(event_.data.sequence_start.anchor);
        result = Json::array();
        for (next(); event_.type != YAML_SEQUENCE_END_EVENT; next()) {
          result.push_back(value(depth + 1));
        }
        break;
      case YAML_MAPPING_START_EVENT:
        anchor = text_of(event_.data.mapping_start.anchor);
        result = Json::object();
        for (next(); event_.type != YAML_MAPPING_END_EVENT; next()) {
          const std::size_t key_line = event_.start_mark.line;
          if (event_.type != YAML_SCALAR_EVENT) fail("a key has to be a plain value", key_line);
          const std::string key(reinterpret_cast<const char*>(event_.data.scalar.value),
                                event_.data.scalar.length);
          if (result.contains(key)) fail("the key '" + key + "' stands twice", key_line);
          next();
          result[key] = value(depth + 1);
        }
        break;
      default:
        fail("not YAML", line);
    }
    count(Json(), line);
    if (!anchor.empty()) anchors_[anchor] = result;
    return result;
  }

  std::string where_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool has_event_ = false;
  std::map<std::string, Json> anchors_;
  std::size_t values_ = 0;
};

}  // namespace

Json parse_yaml(std::string_view text, const std::string& where) {
  if (find_invalid_utf8(text) != std::string_view::npos) {
    throw Error(ErrorKind::kBadData, where + ": is not UTF-8");
  }
  return Parser(text, where).document();
}

std::string_view yaml_front_matter(std::string_view readme) {
  const auto is_rule = [&](std::size_t begin) {
    std::string_view line = readme.substr(begin, readme.find('\n', begin) - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line == "---";
  };
  if (readme.starts_with("\xEF\xBB\xBF")) readme.remove_prefix(3);
  if (!is_rule(0)) return {};
  const std::size_t begin = readme.find('\n') + 1;
  for (std::size_t line = begin; line != 0 && line < readme.size();
       line = readme.find('\n', line) + 1) {
    if (is_rule(line)) return readme.substr(begin, line - begin);
    if (readme.find('\n', line) == std::string_view::npos) break;
  }
  return {};
}

}  // namespace assay
