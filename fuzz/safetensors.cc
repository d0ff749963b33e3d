// Any bytes as a safetensors file: tensors that lie inside it, or an Error.
#include "nn/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "assay/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  try {
    std::size_t covered = 0;
    for (const auto& [name, tensor] : assay::parse_safetensors(file, "fuzz")) {
      if (tensor.bytes.data() < file.data() ||
          tensor.bytes.data() + tensor.bytes.size() > file.data() + file.size()) {
        std::abort();
      }
      covered += tensor.bytes.size();
    }
    if (covered > size) std::abort();
  } catch (const assay::Error&) {
  }
  return 0;
}
