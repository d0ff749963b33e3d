#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "assay/json.h"

namespace assay {

// Parses JSON text. Throws Error{kBadData} "WHERE: not valid JSON: <what, line and column>".
[[nodiscard]] Json parse_json(std::string_view text, const std::string& where);
// Of a file's content. Throws Error: kUnavailable when it cannot be read, kBadData when it is not
// JSON.
[[nodiscard]] Json read_json_file(const std::filesystem::path& path);

// A JSON object of a configuration file whose members are asked for by name and type. A member that
// is absent or null gives nullopt; one of another type throws Error{kBadData} naming file and key.
class JsonObject {
 public:
  // Throws Error{kBadData} when `value` is no object. `where` names the file in messages.
  JsonObject(Json value, std::string where);
  // Throws Error: kUnavailable when the file cannot be read, kBadData when it holds no JSON object.
  [[nodiscard]] static JsonObject from_file(const std::filesystem::path& path);

  [[nodiscard]] std::optional<std::string> string(std::string_view key) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  // A whole number >= 0.
  [[nodiscard]] std::optional<std::size_t> count(std::string_view key) const;
  [[nodiscard]] std::optional<JsonObject> object(std::string_view key) const;
  // A whole number >= 1 that has to be there.
  [[nodiscard]] std::size_t required_count(std::string_view key) const;
  [[nodiscard]] std::string required_string(std::string_view key) const;

  // nullptr when absent or null.
  [[nodiscard]] const Json* find(std::string_view key) const;
  [[nodiscard]] const Json& json() const noexcept { return value_; }
  [[nodiscard]] const std::string& where() const noexcept { return where_; }

 private:
  Json value_;
  std::string where_;
};

}  // namespace assay
