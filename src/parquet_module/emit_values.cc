#include "parquet_module/emit_values.h"

#include <arrow/array/array_dict.h>
#include <arrow/array/array_nested.h>
#include <arrow/extension_type.h>
#include <arrow/scalar.h>
#include <arrow/util/checked_cast.h>

#include <string>
#include <string_view>

namespace assay::parquet_module {
namespace {

using arrow::internal::checked_cast;

void emit(const arrow::Array& array, std::int64_t i, const AssayParquetSink& sink);

void emit_text(std::string_view text, const AssayParquetSink& sink) {
  sink.string(sink.self, text.data(), text.size());
}

void emit_range(const arrow::Array& values, std::int64_t begin, std::int64_t size,
                const AssayParquetSink& sink) {
  sink.begin_list(sink.self);
  for (std::int64_t i = begin; i < begin + size; ++i) emit(values, i, sink);
  sink.end_list(sink.self);
}

template <typename ListArray>
void emit_list(const arrow::Array& array, std::int64_t i, const AssayParquetSink& sink) {
  const auto& list = checked_cast<const ListArray&>(array);
  emit_range(*list.values(), list.value_offset(i), list.value_length(i), sink);
}

void emit_struct(const arrow::Array& array, std::int64_t i, const AssayParquetSink& sink) {
  const auto& object = checked_cast<const arrow::StructArray&>(array);
  sink.begin_object(sink.self);
  for (int f = 0; f < object.num_fields(); ++f) {
    const std::string& name = object.struct_type()->field(f)->name();
    sink.key(sink.self, name.data(), name.size());
    emit(*object.field(f), i, sink);
  }
  sink.end_object(sink.self);
}

template <typename NumericArray>
void emit_integer(const arrow::Array& array, std::int64_t i, const AssayParquetSink& sink) {
  sink.integer(sink.self, checked_cast<const NumericArray&>(array).Value(i));
}

void emit(const arrow::Array& array, std::int64_t i, const AssayParquetSink& sink) {
  if (array.IsNull(i)) return sink.null(sink.self);
  switch (array.type_id()) {
    case arrow::Type::NA:
      return sink.null(sink.self);
    case arrow::Type::BOOL:
      return sink.boolean(sink.self, checked_cast<const arrow::BooleanArray&>(array).Value(i));
    case arrow::Type::INT8:
      return emit_integer<arrow::Int8Array>(array, i, sink);
    case arrow::Type::INT16:
      return emit_integer<arrow::Int16Array>(array, i, sink);
    case arrow::Type::INT32:
      return emit_integer<arrow::Int32Array>(array, i, sink);
    case arrow::Type::INT64:
      return emit_integer<arrow::Int64Array>(array, i, sink);
    case arrow::Type::UINT8:
      return emit_integer<arrow::UInt8Array>(array, i, sink);
    case arrow::Type::UINT16:
      return emit_integer<arrow::UInt16Array>(array, i, sink);
    case arrow::Type::UINT32:
      return emit_integer<arrow::UInt32Array>(array, i, sink);
    case arrow::Type::UINT64:
      return sink.unsigned_integer(sink.self,
                                   checked_cast<const arrow::UInt64Array&>(array).Value(i));
    case arrow::Type::FLOAT:
      return sink.number(
          sink.self, static_cast<double>(checked_cast<const arrow::FloatArray&>(array).Value(i)));
    case arrow::Type::DOUBLE:
      return sink.number(sink.self, checked_cast<const arrow::DoubleArray&>(array).Value(i));
    case arrow::Type::STRING:
      return emit_text(checked_cast<const arrow::StringArray&>(array).GetView(i), sink);
    case arrow::Type::LARGE_STRING:
      return emit_text(checked_cast<const arrow::LargeStringArray&>(array).GetView(i), sink);
    case arrow::Type::STRING_VIEW:
      return emit_text(checked_cast<const arrow::StringViewArray&>(array).GetView(i), sink);
    case arrow::Type::LIST:
    case arrow::Type::MAP:
      return emit_list<arrow::ListArray>(array, i, sink);
    case arrow::Type::LARGE_LIST:
      return emit_list<arrow::LargeListArray>(array, i, sink);
    case arrow::Type::FIXED_SIZE_LIST:
      return emit_list<arrow::FixedSizeListArray>(array, i, sink);
    case arrow::Type::STRUCT:
      return emit_struct(array, i, sink);
    case arrow::Type::DICTIONARY: {
      const auto& coded = checked_cast<const arrow::DictionaryArray&>(array);
      return emit(*coded.dictionary(), coded.GetValueIndex(i), sink);
    }
    case arrow::Type::EXTENSION:
      return emit(*checked_cast<const arrow::ExtensionArray&>(array).storage(), i, sink);
    default: {  // times and decimals
      const auto scalar = array.GetScalar(i);
      return scalar.ok() ? emit_text((*scalar)->ToString(), sink) : sink.null(sink.self);
    }
  }
}

}  // namespace

bool can_emit(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::BINARY_VIEW:
    case arrow::Type::FIXED_SIZE_BINARY:
    case arrow::Type::HALF_FLOAT:
    case arrow::Type::LIST_VIEW:
    case arrow::Type::LARGE_LIST_VIEW:
    case arrow::Type::SPARSE_UNION:
    case arrow::Type::DENSE_UNION:
    case arrow::Type::RUN_END_ENCODED:
    case arrow::Type::INTERVAL_MONTHS:
    case arrow::Type::INTERVAL_DAY_TIME:
    case arrow::Type::INTERVAL_MONTH_DAY_NANO:
      return false;
    case arrow::Type::DICTIONARY:
      return can_emit(*checked_cast<const arrow::DictionaryType&>(type).value_type());
    case arrow::Type::EXTENSION:
      return can_emit(*checked_cast<const arrow::ExtensionType&>(type).storage_type());
    default:
      break;
  }
  for (const auto& field : type.fields()) {
    if (!can_emit(*field->type())) return false;
  }
  return true;
}

void emit_values(const arrow::Array& array, const AssayParquetSink& sink) {
  for (std::int64_t i = 0; i < array.length(); ++i) emit(array, i, sink);
}

}  // namespace assay::parquet_module
