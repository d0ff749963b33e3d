// Any text as one of a model's configuration files: settings in their ranges, or an Error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "assay/error.h"
#include "nn/bert_config.h"
#include "nn/sentence_modules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const assay::JsonObject config(assay::parse_json(text, "fuzz"), "fuzz");
    if (assay::to_string(assay::parse_pooling(config)).empty()) std::abort();
    if (assay::parse_bert_config(config).heads == 0) std::abort();
  } catch (const assay::Error&) {
  }
  return 0;
}
