// The only file that knows Apache Arrow. See dataset/parquet_module.h for what it promises.
#include "dataset/parquet_module.h"

#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/exception.h>

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "parquet_module/emit_values.h"

namespace assay::parquet_module {
namespace {

// Rows decoded at a time: enough to be fast, little enough that memory stays near that of the rows themselves.
constexpr std::int64_t kRowsOfAPiece = 8192;

struct Failure {
  int code;
  std::string message;
};

constexpr int kCannotOpen = 1;
constexpr int kBadFile = 2;

// Parquet's own complaints about a file come as I/O errors too, so that only opening tells the two apart.
[[noreturn]] void fail(const arrow::Status& status, int code = kBadFile) {
  throw Failure{code, status.message()};
}

template <typename T>
T take(arrow::Result<T> result) {
  if (!result.ok()) fail(result.status());
  return *std::move(result);
}

void check(const arrow::Status& status) {
  if (!status.ok()) fail(status);
}

void collect_leaves(const parquet::arrow::SchemaField& field, std::vector<int>& leaves) {
  if (field.column_index >= 0) leaves.push_back(field.column_index);
  for (const auto& child : field.children) collect_leaves(child, leaves);
}

// The leaves of the columns that can be read; names the others.
std::vector<int> readable_leaves(const parquet::arrow::SchemaManifest& manifest,
                                 const AssayParquetSink& sink) {
  std::vector<int> leaves;
  for (const auto& field : manifest.schema_fields) {
    if (can_emit(*field.field->type())) {
      collect_leaves(field, leaves);
    } else {
      const std::string type = field.field->type()->ToString();
      sink.left_out(sink.self, field.field->name().data(), field.field->name().size(), type.data(),
                    type.size());
    }
  }
  return leaves;
}

void emit_metadata(const std::shared_ptr<const arrow::KeyValueMetadata>& metadata,
                   const AssayParquetSink& sink) {
  if (metadata == nullptr) return;
  for (std::int64_t i = 0; i < metadata->size(); ++i) {
    const std::string& key = metadata->key(i);
    const std::string& value = metadata->value(i);
    sink.metadata(sink.self, key.data(), key.size(), value.data(), value.size());
  }
}

void read(const char* path, const AssayParquetSink& sink) {
  auto file = arrow::io::ReadableFile::Open(path);
  if (!file.ok()) fail(file.status(), kCannotOpen);
  parquet::ArrowReaderProperties properties;
  properties.set_batch_size(kRowsOfAPiece);
  properties.set_use_threads(false);
  properties.set_pre_buffer(false);
  parquet::arrow::FileReaderBuilder builder;
  check(builder.Open(*file));
  auto reader = take(builder.properties(properties)->Build());
  std::shared_ptr<arrow::Schema> schema;
  check(reader->GetSchema(&schema));
  emit_metadata(schema->metadata(), sink);
  const std::vector<int> leaves = readable_leaves(reader->manifest(), sink);
  std::vector<int> groups;
  for (int i = 0; i < reader->num_row_groups(); ++i) groups.push_back(i);
  auto batches = take(reader->GetRecordBatchReader(groups, leaves));
  bool any = false;
  for (;;) {
    std::shared_ptr<arrow::RecordBatch> batch;
    check(batches->ReadNext(&batch));
    if (batch == nullptr) {
      if (any) return;
      // A file without rows still has its columns.
      batch = take(arrow::RecordBatch::MakeEmpty(batches->schema()));
    }
    check(batch->ValidateFull());
    for (int c = 0; c < batch->num_columns(); ++c) {
      const std::string& name = batch->schema()->field(c)->name();
      sink.column(sink.self, name.data(), name.size());
      emit_values(*batch->column(c), sink);
    }
    if (sink.piece_done(sink.self, batch->num_rows()) != 0) return;
    if (!any && batch->num_rows() == 0) return;
    any = true;
  }
}

}  // namespace
}  // namespace assay::parquet_module

extern "C" __attribute__((visibility("default"))) int assay_parquet_abi(void) {
  return ASSAY_PARQUET_ABI;
}

extern "C" __attribute__((visibility("default"))) int assay_parquet_read(
    const char* path, const AssayParquetSink* sink) {
  std::string message;
  int code = assay::parquet_module::kBadFile;
  try {
    assay::parquet_module::read(path, *sink);
    return 0;
  } catch (const assay::parquet_module::Failure& failure) {
    code = failure.code;
    message = failure.message;
  } catch (const std::bad_alloc&) {
    message = "a size in it asks for more memory than there is";
  } catch (const std::exception& error) {
    message = error.what();
  }
  for (char& c : message) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  sink->error(sink->self, message.data(), message.size());
  return code;
}
