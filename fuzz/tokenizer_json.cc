// Any text as a tokenizer.json: a tokenizer whose ids are below its vocabulary size, or an Error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "assay/error.h"
#include "tokenizer/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  try {
    const auto tokenizer = assay::load_tokenizer_from_json(json, "fuzz");
    std::vector<std::int32_t> ids;
    tokenizer->encode("a [MASK] \xC3\x89t\xC3\xA9-\xE4\xB8\xAD ab##b\xFF", 0, ids);
    for (const std::int32_t id : ids) {
      if (id < 0 || static_cast<std::size_t>(id) >= tokenizer->vocabulary_size()) std::abort();
    }
  } catch (const assay::Error&) {
  }
  return 0;
}
