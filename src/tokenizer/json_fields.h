#pragma once

#include <string>

#include "assay/json.h"

// Reading JSON that somebody else wrote. Each throws Error{kBadData}, "<where>: <key> is <found>,
// expected <what>", when the value is missing or of another type.
namespace assay {

[[nodiscard]] bool get_bool(const Json& object, const char* key, const std::string& where);
[[nodiscard]] const std::string& get_string(const Json& object, const char* key,
                                            const std::string& where);
[[nodiscard]] std::size_t get_size(const Json& object, const char* key, const std::string& where);
[[nodiscard]] const Json& get_array(const Json& object, const char* key, const std::string& where);
[[nodiscard]] const Json& get_object(const Json& object, const char* key, const std::string& where);

// A token id: 0 .. 2^31 - 1.
[[nodiscard]] std::int32_t to_token_id(const Json& value, const std::string& where);

// "null", "a number", "an object", ...; for messages.
[[nodiscard]] const char* kind_of(const Json& value);

// The "type" of a tokenizer.json component, "" when `component` is null.
[[nodiscard]] std::string type_of(const Json& component, const std::string& where);

}  // namespace assay
