#pragma once

#include "dataset/parquet_module.h"

namespace assay {

// The function that reads Parquet files, from the shared library assay_parquet.so: the file that the environment variable
// ASSAY_PARQUET_MODULE names, else the one beside the program, else ../lib/assay/ from there. Loaded at the first call and
// never unloaded. Throws Error{kUnavailable} that says what to do when it is not there or does not fit.
[[nodiscard]] AssayParquetRead load_parquet_reader();

}  // namespace assay
