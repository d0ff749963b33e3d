#pragma once

#include <filesystem>
#include <string_view>

#include "assay/dataset.h"

namespace assay {

// The rows of a JSON file: a list of objects; a list of strings (column "text"); an object with the
// key "data" that holds a list of objects; an object of columns, lists of one length; or one object
// a line, as in a .jsonl file, which many files named .json are. Throws Error{kBadData} with file
// and byte when it is not JSON, not UTF-8 or nothing of these.
[[nodiscard]] RowTable read_json_rows(const std::filesystem::path& file);
// The same of bytes in memory; `where` stands for the file in messages.
[[nodiscard]] RowTable parse_json_rows(std::string_view bytes, const std::string& where);

}  // namespace assay
