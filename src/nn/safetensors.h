#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nn/tensor.h"

namespace assay {

// A tensor as a safetensors header states it, checked against the file.
struct StoredTensor {
  std::string dtype;  // "F32", "I64", ...: one of the format's names
  std::vector<std::size_t> shape;
  std::string_view bytes;  // product of shape x size of dtype
};
using StoredTensors = std::map<std::string, StoredTensor, std::less<>>;

// Reads the header of a safetensors file (https://github.com/huggingface/safetensors, "Format")
// that lies in `file` and gives its tensors, which point into `file`. Nothing is believed before it
// is checked: the header's length against the file's size, its JSON, the dtypes, shape x dtype
// against the byte range, and that the ranges fill the data exactly, one behind the other, as the
// reference implementation asks. Throws Error{kBadData} starting with `where`.
[[nodiscard]] StoredTensors parse_safetensors(std::string_view file, const std::string& where);

// The weights of a model or of one of its modules: `folder`/model.safetensors, else the shards that
// `folder`/model.safetensors.index.json names. The files stay mapped while the source lives.
// find() throws Error{kNotSupported} for a tensor that is neither F32, F16 nor BF16.
// Throws Error: kNotSupported when there are only pickled weights (pytorch_model.bin), kUnavailable
// when there are none, kBadData when a file or the index is broken.
[[nodiscard]] std::unique_ptr<TensorSource> open_weights(const std::filesystem::path& folder);

// Values of all floating-point tensors there, whatever the model uses of them. Throws likewise.
[[nodiscard]] std::uint64_t count_parameters(const std::filesystem::path& folder);

// The files that open_weights maps, in a fixed order, found without reading the weights. Throws
// likewise.
[[nodiscard]] std::vector<std::filesystem::path> weight_files(const std::filesystem::path& folder);

}  // namespace assay
