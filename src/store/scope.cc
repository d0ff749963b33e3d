#include <algorithm>
#include <cstring>
#include <vector>

#include "assay/error.h"
#include "base/json_object.h"
#include "store/store_parts.h"

namespace assay {
namespace {

constexpr std::string_view kKeyVersion = "assay vectors 1";

void append_length(std::string& bytes, std::size_t length) {
  const std::uint64_t value = length;
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// A length in front of each part: no two different lists of parts give the same bytes.
void append_part(std::string& bytes, std::string_view part) {
  append_length(bytes, part.size());
  bytes.append(part);
}

Json with_sorted_keys(const Json& value) {
  if (value.is_array()) {
    Json sorted = Json::array();
    for (const Json& element : value) sorted.push_back(with_sorted_keys(element));
    return sorted;
  }
  if (!value.is_object()) return value;
  std::vector<std::string> keys;
  for (const auto& [key, member] : value.items()) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  Json sorted = Json::object();
  for (const std::string& key : keys) sorted[key] = with_sorted_keys(value.at(key));
  return sorted;
}

std::string canonical(const Json& value) {
  return with_sorted_keys(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Sha256Digest hash_scope(const VectorScope& scope) {
  std::string bytes;
  append_part(bytes, kKeyVersion);
  append_part(bytes, scope.provider);
  append_part(bytes, scope.model);
  append_part(bytes, scope.revision);
  append_part(bytes, std::to_string(scope.dimension));
  append_part(bytes, canonical(scope.settings));
  append_part(bytes, canonical(scope.conditions));
  return sha256(bytes);
}

// The scope's hash stands for all its parts, then the text, prefixed with its length as they are.
Sha256Digest EmbeddingStore::Scope::key_of(std::string_view text) const {
  static thread_local std::string bytes;
  bytes.assign(as_bytes(id_));
  append_part(bytes, text);
  return sha256(bytes);
}

std::string to_text(const VectorScope& scope) {
  return Json{{"provider", scope.provider}, {"model", scope.model},
              {"revision", scope.revision}, {"dimension", scope.dimension},
              {"settings", scope.settings}, {"conditions", scope.conditions}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

VectorScope parse_scope(std::string_view text, const std::string& where) {
  const JsonObject object(parse_json(text, where), where);
  VectorScope scope;
  scope.provider = object.required_string("provider");
  scope.model = object.required_string("model");
  scope.revision = object.required_string("revision");
  scope.dimension = object.required_count("dimension");
  if (const Json* settings = object.find("settings")) scope.settings = *settings;
  if (const Json* conditions = object.find("conditions")) scope.conditions = *conditions;
  return scope;
}

}  // namespace assay
