#include "tokenizer/json_fields.h"

#include <limits>

#include "assay/error.h"

namespace assay {
namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& what, const Json& found,
                         const char* expected) {
  throw Error(ErrorKind::kBadData,
              where + ": " + what + " is " + kind_of(found) + ", expected " + expected);
}

const Json& get(const Json& object, const char* key, const std::string& where) {
  if (!object.is_object()) refuse(where, "this", object, "an object");
  const auto field = object.find(key);
  if (field == object.end()) throw Error(ErrorKind::kBadData, where + ": " + key + " is missing");
  return *field;
}

// Numbers of a file that are whole and not negative are unsigned; those that we put there ourselves
// may be signed.
bool is_whole(const Json& value) {
  return value.is_number_unsigned() ||
         (value.is_number_integer() && value.get<std::int64_t>() >= 0);
}

}  // namespace

const char* kind_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "an array";
    case Json::value_t::string:
      return "a string";
    case Json::value_t::boolean:
      return "a boolean";
    default:
      return "a number";
  }
}

bool get_bool(const Json& object, const char* key, const std::string& where) {
  const Json& value = get(object, key, where);
  if (!value.is_boolean()) refuse(where, key, value, "a boolean");
  return value.get<bool>();
}

const std::string& get_string(const Json& object, const char* key, const std::string& where) {
  const Json& value = get(object, key, where);
  if (!value.is_string()) refuse(where, key, value, "a string");
  return value.get_ref<const std::string&>();
}

std::size_t get_size(const Json& object, const char* key, const std::string& where) {
  const Json& value = get(object, key, where);
  if (!is_whole(value)) refuse(where, key, value, "a whole number that is not negative");
  return value.get<std::size_t>();
}

const Json& get_array(const Json& object, const char* key, const std::string& where) {
  const Json& value = get(object, key, where);
  if (!value.is_array()) refuse(where, key, value, "an array");
  return value;
}

const Json& get_object(const Json& object, const char* key, const std::string& where) {
  const Json& value = get(object, key, where);
  if (!value.is_object()) refuse(where, key, value, "an object");
  return value;
}

std::int32_t to_token_id(const Json& value, const std::string& where) {
  constexpr auto kLargest = std::numeric_limits<std::int32_t>::max();
  if (!is_whole(value) || value.get<std::uint64_t>() > std::uint64_t{kLargest}) {
    throw Error(ErrorKind::kBadData,
                where + ": the id " +
                    value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 40) +
                    " is not a whole number from 0 to " + std::to_string(kLargest));
  }
  return value.get<std::int32_t>();
}

std::string type_of(const Json& component, const std::string& where) {
  return component.is_null() ? "" : get_string(component, "type", where);
}

}  // namespace assay
