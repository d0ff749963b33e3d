#pragma once

#include <arrow/array.h>
#include <arrow/type.h>

#include "dataset/parquet_module.h"

namespace assay::parquet_module {

// True when every value of the type, nested ones too, is one of a table: not raw bytes, unions, intervals.
[[nodiscard]] bool can_emit(const arrow::DataType& type);

// Hands the values of the array to the sink, in order. Times and decimals go as text. REQUIRES: can_emit(type).
void emit_values(const arrow::Array& array, const AssayParquetSink& sink);

}  // namespace assay::parquet_module
