#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "assay/json.h"

namespace assay {

// A catalogue as tools/generate_catalogue.py writes it: JSON lines, the header first, then one
// entry a line that begins with {"name":"...". Keeps the text and finds entries by their line;
// nothing but the header is parsed until asked for. Immutable after construction, so that any
// thread may use it.
class EntryTable {
 public:
  // `text` is the unpacked file. `what` names the catalogue in messages. Throws Error{kBadData} when
  // it is not such a file.
  EntryTable(std::string text, std::string_view what);
  ~EntryTable() = default;
  EntryTable(const EntryTable&) = delete;
  EntryTable& operator=(const EntryTable&) = delete;

  [[nodiscard]] const Json& header() const noexcept { return header_; }
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  // The entry, or null when there is none of that name.
  [[nodiscard]] Json find(std::string_view name) const;

 private:
  std::string text_;
  Json header_;
  std::vector<std::string> names_;
  std::unordered_map<std::string_view, std::string_view> lines_;  // both point into text_
};

// The embedded catalogues, unpacked at the first call.
const EntryTable& task_table();
const EntryTable& starter_task_table();
const EntryTable& benchmark_table();
const EntryTable& model_table();

}  // namespace assay
