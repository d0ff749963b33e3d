#pragma once

#include <filesystem>
#include <functional>

#include "assay/dataset.h"

namespace assay {

// The rows of a Parquet file. Nested columns become lists and objects; a column of a type that is no table value (raw
// bytes) is left out and named in the facts ("columns_left_out"). Class names that the `datasets` library stored are in
// RowTable::class_names. Throws Error: kUnavailable when the file or the Parquet module cannot be opened, kBadData when
// the file is damaged or holds text that is not UTF-8.
[[nodiscard]] RowTable read_parquet_rows(const std::filesystem::path& file);

// The same in pieces of some thousand rows, in order, so that a large file need not be in memory at once.
void for_each_parquet_piece(const std::filesystem::path& file,
                            const std::function<void(RowTable& piece)>& take);

}  // namespace assay
