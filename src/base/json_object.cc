#include "base/json_object.h"

#include <utility>

#include "assay/error.h"
#include "base/file.h"

namespace assay {
namespace {

// The library's messages start with a tag such as "[json.exception.parse_error.101] parse error at
// line 1, ...".
std::string without_tag(std::string_view message) {
  const auto end = message.find("] ");
  return std::string(end == std::string_view::npos ? message : message.substr(end + 2));
}

[[noreturn]] void fail(const std::string& where, std::string_view key, const std::string& what) {
  throw Error(ErrorKind::kBadData, where + ": '" + std::string(key) + "' " + what);
}

// What was found, short enough for a message.
std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

}  // namespace

Json parse_json(std::string_view text, const std::string& where) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::kBadData, where + ": not valid JSON: " + without_tag(error.what()));
  }
}

Json read_json_file(const std::filesystem::path& path) {
  return parse_json(read_file(path), path.string());
}

JsonObject::JsonObject(Json value, std::string where)
    : value_(std::move(value)), where_(std::move(where)) {
  if (!value_.is_object()) {
    throw Error(ErrorKind::kBadData,
                where_ + ": a JSON object is expected, found " + shown(value_));
  }
}

JsonObject JsonObject::from_file(const std::filesystem::path& path) {
  return {read_json_file(path), path.string()};
}

const Json* JsonObject::find(std::string_view key) const {
  const auto found = value_.find(key);
  return found == value_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> JsonObject::string(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) fail(where_, key, "is " + shown(*value) + ", a string is expected");
  return value->get<std::string>();
}

std::optional<bool> JsonObject::boolean(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean())
    fail(where_, key, "is " + shown(*value) + ", true or false is expected");
  return value->get<bool>();
}

std::optional<double> JsonObject::number(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) fail(where_, key, "is " + shown(*value) + ", a number is expected");
  return value->get<double>();
}

std::optional<std::size_t> JsonObject::count(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_unsigned()) {
    fail(where_, key, "is " + shown(*value) + ", a whole number >= 0 is expected");
  }
  return value->get<std::size_t>();
}

std::optional<JsonObject> JsonObject::object(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) fail(where_, key, "is " + shown(*value) + ", an object is expected");
  return JsonObject(*value, where_);
}

std::size_t JsonObject::required_count(std::string_view key) const {
  const auto value = count(key);
  if (!value) fail(where_, key, "is missing");
  if (*value == 0) fail(where_, key, "is 0, a whole number >= 1 is expected");
  return *value;
}

std::string JsonObject::required_string(std::string_view key) const {
  auto value = string(key);
  if (!value) fail(where_, key, "is missing");
  return *std::move(value);
}

}  // namespace assay
