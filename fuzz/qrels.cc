// Lines of any bytes: rows or Error, nothing else.
#include "dataset/qrels.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    assay::LineReader reader(std::string_view(reinterpret_cast<const char*>(data), size), "input");
    assay::for_each_qrels_row(reader, [](const assay::QrelsRow&) {});
  } catch (const assay::Error&) {
  }
  return 0;
}
