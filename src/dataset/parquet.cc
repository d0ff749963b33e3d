#include "dataset/parquet.h"

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "dataset/hub_features.h"
#include "dataset/json_integer.h"
#include "dataset/parquet_library.h"

namespace assay {
namespace {

// Builds tables from what the module says. Nothing may be thrown through the module's frames: the first error waits in
// `failure` and stops the reading at the end of the piece.
class Builder {
 public:
  Builder(std::string where, const std::function<void(RowTable&)>& take)
      : where_(std::move(where)), take_(take) {}

  [[nodiscard]] AssayParquetSink sink() {
    return {
        .self = this,
        .metadata =
            [](void* self, const char* key, std::size_t key_size, const char* value,
               std::size_t size) {
              of(self).guard([&] { of(self).metadata({key, key_size}, {value, size}); });
            },
        .left_out =
            [](void* self, const char* name, std::size_t name_size, const char* type,
               std::size_t size) {
              of(self).guard([&] {
                of(self).left_out_[std::string(name, name_size)] = std::string(type, size);
              });
            },
        .column =
            [](void* self, const char* name, std::size_t size) {
              of(self).guard([&] { of(self).columns_.push_back({std::string(name, size), {}}); });
            },
        .null = [](void* self) { of(self).add(Json(nullptr)); },
        .boolean = [](void* self, int value) { of(self).add(Json(value != 0)); },
        .integer = [](void* self, std::int64_t value) { of(self).add(json_integer(value)); },
        .unsigned_integer = [](void* self, std::uint64_t value) { of(self).add(Json(value)); },
        .number = [](void* self, double value) { of(self).add(Json(value)); },
        .string =
            [](void* self, const char* text, std::size_t size) {
              of(self).guard([&] { of(self).add_string({text, size}); });
            },
        .begin_list = [](void* self) { of(self).open(Json::array()); },
        .end_list = [](void* self) { of(self).close(); },
        .begin_object = [](void* self) { of(self).open(Json::object()); },
        .key =
            [](void* self, const char* text, std::size_t size) {
              of(self).guard([&] { of(self).keys_.back().assign(text, size); });
            },
        .end_object = [](void* self) { of(self).close(); },
        .piece_done =
            [](void* self, std::int64_t) {
              of(self).guard([&] { of(self).finish_piece(); });
              return of(self).failure ? 1 : 0;
            },
        .error =
            [](void* self, const char* text, std::size_t size) {
              of(self).guard([&] { of(self).message.assign(text, size); });
            },
    };
  }

  std::exception_ptr failure;
  std::string message;

 private:
  static Builder& of(void* self) { return *static_cast<Builder*>(self); }

  template <typename Action>
  void guard(const Action& action) {
    if (failure) return;
    try {
      action();
    } catch (...) {
      failure = std::current_exception();
    }
  }

  void metadata(std::string_view key, std::string_view value) {
    if (key == "huggingface") class_names_ = class_names_of_features(value);
  }

  void add(Json value) {
    guard([&] {
      if (open_.empty()) {
        columns_.back().values.push_back(std::move(value));
      } else if (open_.back().is_array()) {
        open_.back().push_back(std::move(value));
      } else {
        open_.back()[keys_.back()] = std::move(value);
      }
    });
  }

  void add_string(std::string_view text) {
    if (find_invalid_utf8(text) != std::string_view::npos) {
      throw Error(ErrorKind::kBadData,
                  where_ + ": row " + std::to_string(rows_ + columns_.back().values.size() + 1) +
                      ", column '" + columns_.back().name + "' is not UTF-8");
    }
    add(Json(std::string(text)));
  }

  void open(Json value) {
    guard([&] {
      open_.push_back(std::move(value));
      keys_.emplace_back();
    });
  }

  void close() {
    guard([&] {
      Json value = std::move(open_.back());
      open_.pop_back();
      keys_.pop_back();
      add(std::move(value));
    });
  }

  void finish_piece() {
    RowTable piece(where_);
    piece.class_names = class_names_;
    for (Column& column : columns_) piece.set_column(column.name, std::move(column.values));
    columns_.clear();
    rows_ += piece.rows();
    if (!left_out_.empty()) piece.facts["columns_left_out"] = left_out_;
    take_(piece);
  }

  struct Column {
    std::string name;
    std::vector<Json> values;
  };
  std::string where_;
  const std::function<void(RowTable&)>& take_;
  std::vector<Column> columns_;    // of this piece
  std::vector<Json> open_;         // lists and objects that are not closed yet, with
  std::vector<std::string> keys_;  // the key that the next value of an object gets
  std::size_t rows_ = 0;
  Json left_out_ = Json::object();
  ClassNames class_names_;
};

}  // namespace

void for_each_parquet_piece(const std::filesystem::path& file,
                            const std::function<void(RowTable& piece)>& take) {
  const AssayParquetRead read = load_parquet_reader();
  Builder builder(file.string(), take);
  const AssayParquetSink sink = builder.sink();
  const int status = read(file.c_str(), &sink);
  if (builder.failure) std::rethrow_exception(builder.failure);
  if (status == 0) return;
  throw Error(
      status == 1 ? ErrorKind::kUnavailable : ErrorKind::kBadData,
      file.string() +
          (status == 1 ? ": cannot be read: " : ": not a Parquet file, or damaged or cut short: ") +
          builder.message);
}

RowTable read_parquet_rows(const std::filesystem::path& file) {
  RowTable table(file.string());
  for_each_parquet_piece(file, [&](RowTable& piece) {
    if (piece.facts.contains("columns_left_out")) table.facts = piece.facts;
    table.append(std::move(piece));
  });
  table.facts["data_sha256"] = sha256_hex_of_file(file);
  return table;
}

}  // namespace assay
