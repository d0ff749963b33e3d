// Lines of any bytes: rows or Error, nothing else. Every row that parses is also offered to the
// retrieval builder as a document and as a query.
#include "dataset/jsonl.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/dataset/retrieval_builder.h"
#include "assay/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    assay::LineReader reader(bytes, "input");
    assay::RetrievalBuilder builder;
    assay::for_each_json_line(reader, [&](const assay::Json& row) {
      for (const auto& [key, value] : row.items()) {
        if (value.is_string())
          builder.add_document(key, key, value.get<std::string>(), reader.where());
      }
    });
    assay::LineReader again(bytes, "input");
    assay::for_each_json_line(again, [&](const assay::Json& row) {
      for (const auto& [key, value] : row.items()) {
        builder.add_query(key, value, again.where());
        builder.add_judgement(key, key, 1);
      }
    });
    (void)builder.finish("input");
  } catch (const assay::Error&) {
  }
  return 0;
}
