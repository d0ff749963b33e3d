#include "nn/choice_memory.h"

#include <algorithm>
#include <string_view>

#include "assay/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "math/isa.h"

namespace assay {
namespace {

// Changes when the kernels or the rule do: what was measured or chosen with others says nothing.
constexpr std::string_view kChoiceVersion = "3";
constexpr std::size_t kBytesOfTensor = 256;  // from its middle

std::size_t bytes_of(const TensorView& tensor) {
  return tensor.size() * (tensor.dtype == DType::kF32 ? 4 : 2);
}

// Many files hold a tensor that no network reads, such as BERT's position ids in int64: nothing then.
std::optional<TensorView> find_readable(const TensorSource& tensors, const std::string& name) {
  try {
    return tensors.find(name);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kNotSupported) return std::nullopt;
    throw;
  }
}

}  // namespace

std::string choice_key(const TensorSource& tensors, const Kernels& kernels) {
  Hasher hasher;
  const auto add = [&](std::string_view text) {
    hasher.update(text);
    hasher.update(std::string_view("\0", 1));
  };
  add(kChoiceVersion);
  add(cpu_name());
  add(to_string(active_isa()));
  add(kernels.i16.instruction);
  add(kernels.bf16.instruction);
  for (const std::string& name : tensors.names()) {
    add(name);
    const auto tensor = find_readable(tensors, name);
    if (!tensor) continue;
    for (const std::size_t extent : tensor->shape) add(std::to_string(extent));
    const std::size_t bytes = bytes_of(*tensor);
    const std::size_t some = std::min(bytes, kBytesOfTensor);
    add({reinterpret_cast<const char*>(tensor->data) + (bytes - some) / 2, some});
  }
  return hasher.finish();
}

std::optional<PrecisionChoice> recall_choice(const std::filesystem::path& folder,
                                             const std::string& key) {
  if (folder.empty()) return std::nullopt;
  try {
    return choice_from_json(Json::parse(read_file(folder / (key + ".json"))));
  } catch (const Error&) {
    return std::nullopt;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

void remember_choice(const std::filesystem::path& folder, const std::string& key,
                     const PrecisionChoice& choice) {
  if (folder.empty()) return;
  try {
    write_file_atomically(folder / (key + ".json"), to_json(choice).dump(2) + "\n");
  } catch (const Error&) {
    return;
  }
}

}  // namespace assay
