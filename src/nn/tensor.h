#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

enum class DType { kF32, kF16, kBf16 };

// A tensor that lies in somebody else's memory, row-major, little-endian. Its bounds have been checked.
struct TensorView {
  DType dtype = DType::kF32;
  std::vector<std::size_t> shape;
  const std::byte* data = nullptr;  // not necessarily aligned
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t product = 1;
    for (const std::size_t d : shape) product *= d;
    return product;
  }
};

// Named tensors of a model: one safetensors file, or several behind an index.
class TensorSource {
 public:
  virtual ~TensorSource() = default;
  // nullopt when there is no tensor of that name. The view lives as long as the source.
  [[nodiscard]] virtual std::optional<TensorView> find(std::string_view name) const = 0;
  [[nodiscard]] virtual std::vector<std::string> names() const = 0;
  // For messages: the file or folder.
  [[nodiscard]] virtual std::string where() const = 0;
};

// The tensor as float, [shape]. Throws Error{kBadData} naming file and tensor when it is missing, of another shape, or holds a
// value that is not finite.
[[nodiscard]] std::vector<float> load_floats(const TensorSource& source, std::string_view name,
                                             std::span<const std::size_t> shape);

}  // namespace assay
