#include "base/random_token.h"

#include <random>

#include "base/sha256.h"

namespace assay {

std::string random_token(std::size_t digits) {
  std::random_device device;
  std::string numbers;
  for (int i = 0; i < 8; ++i) numbers += std::to_string(device()) + " ";
  return sha256_hex(numbers).substr(0, digits);
}

}  // namespace assay
