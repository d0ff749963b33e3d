#pragma once

#include <cstddef>
#include <cstdint>

// What the program and the Parquet module (src/parquet_module) say to each other. The module is a shared library of its own,
// loaded when the first Parquet file is opened, so that a start of the program pays nothing for Apache Arrow. Plain C:
// no C++ type crosses the boundary. The sink's functions must not throw.
extern "C" {

#define ASSAY_PARQUET_ABI 1

// Receives a file piece by piece. First `metadata` and `left_out`; then for each piece of rows: for each column `column`
// and one value a row; then `piece_done`. A value is one call, or begin_list, values, end_list, or begin_object,
// (key, value)..., end_object. Strings are bytes of the file: nobody has looked whether they are UTF-8.
struct AssayParquetSink {
  void* self;
  // A key and value of the schema, such as "huggingface".
  void (*metadata)(void* self, const char* key, std::size_t key_size, const char* value,
                   std::size_t value_size);
  // A column of a type that is no table value (raw bytes, say): it is not read.
  void (*left_out)(void* self, const char* name, std::size_t name_size, const char* type,
                   std::size_t type_size);
  void (*column)(void* self, const char* name, std::size_t size);
  void (*null)(void* self);
  void (*boolean)(void* self, int value);
  void (*integer)(void* self, std::int64_t value);
  void (*unsigned_integer)(void* self, std::uint64_t value);
  void (*number)(void* self, double value);
  void (*string)(void* self, const char* text, std::size_t size);
  void (*begin_list)(void* self);
  void (*end_list)(void* self);
  void (*begin_object)(void* self);
  void (*key)(void* self, const char* text, std::size_t size);
  void (*end_object)(void* self);
  // Returns 0 to go on, anything else to stop without an error.
  int (*piece_done)(void* self, std::int64_t rows);
  // What went wrong, one line, without the name of the file.
  void (*error)(void* self, const char* text, std::size_t size);
};

// ASSAY_PARQUET_ABI of the module.
typedef int (*AssayParquetAbi)(void);
// Reads the file. Returns 0; 1 when it cannot be read; 2 when it is not a Parquet file, damaged or has columns of types
// nobody can read. Then sink->error was called.
typedef int (*AssayParquetRead)(const char* path, const AssayParquetSink* sink);

#define ASSAY_PARQUET_ABI_NAME "assay_parquet_abi"
#define ASSAY_PARQUET_READ_NAME "assay_parquet_read"
}
