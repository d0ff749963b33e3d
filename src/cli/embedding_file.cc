#include "cli/embedding_file.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace assay::cli {

static_assert(std::endian::native == std::endian::little, "to_npy writes the machine's own bytes");

std::string to_npy(const Matrix& matrix) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                       std::to_string(matrix.rows()) + ", " + std::to_string(matrix.cols()) +
                       "), }";
  // Magic, version and length take 10 bytes; the header ends in a line feed and is padded so that
  // the data is aligned to 64.
  const std::size_t unpadded = 10 + header.size() + 1;
  header.append((64 - unpadded % 64) % 64, ' ');
  header += '\n';
  std::string file("\x93NUMPY\x01\x00", 8);
  file += static_cast<char>(header.size() & 0xFFU);
  file += static_cast<char>(header.size() >> 8U);
  file += header;
  const std::size_t bytes = matrix.rows() * matrix.cols() * sizeof(float);
  const std::size_t start = file.size();
  file.resize(start + bytes);
  if (bytes > 0) std::memcpy(file.data() + start, matrix.data(), bytes);
  return file;
}

std::string to_json_lines(const Matrix& matrix) {
  std::string text;
  std::array<char, 32> number{};
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    text += '[';
    bool first = true;
    for (const float value : matrix.row(i)) {
      if (!first) text += ", ";
      first = false;
      text.append(number.data(),
                  std::to_chars(number.data(), number.data() + number.size(), value).ptr);
    }
    text += "]\n";
  }
  return text;
}

}  // namespace assay::cli
