#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// Header fields in the order in which they were added; letters' case in names does not matter.
class HttpHeaders {
 public:
  using Field = std::pair<std::string, std::string>;  // name, value
  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<Field> fields) : fields_(fields) {}

  void add(std::string name, std::string value);
  // Takes the place of every field of that name.
  void set(std::string name, std::string value);
  void remove(std::string_view name);
  // The first field of that name, nullptr when there is none.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  // Likewise, "" when there is none.
  [[nodiscard]] std::string get(std::string_view name) const;

  [[nodiscard]] auto begin() const noexcept { return fields_.begin(); }
  [[nodiscard]] auto end() const noexcept { return fields_.end(); }
  [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }

 private:
  std::vector<Field> fields_;
};

}  // namespace assay
