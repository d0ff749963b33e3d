#include "base/sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <vector>

#include "assay/error.h"

namespace assay {

struct Hasher::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free};
};

Hasher::Hasher(Kind kind) : state_(std::make_unique<State>()) {
  const EVP_MD* digest = kind == Kind::kSha256 ? EVP_sha256()
                         : kind == Kind::kSha1 ? EVP_sha1()
                                               : EVP_md5();
  if (state_->context == nullptr ||
      EVP_DigestInit_ex(state_->context.get(), digest, nullptr) != 1) {
    throw std::runtime_error("cannot start a hash");
  }
}

Hasher::~Hasher() = default;

void Hasher::update(std::string_view bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string Hasher::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_DigestFinal_ex(state_->context.get(), digest.data(), &length);
  return to_hex({reinterpret_cast<const char*>(digest.data()), length});
}

Sha256Digest sha256(std::string_view bytes) {
  Sha256Digest digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("cannot hash");
  }
  return digest;
}

Sha256Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  Sha256Digest digest{};
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(),
           nullptr) == nullptr) {
    throw std::runtime_error("cannot compute an HMAC");
  }
  return digest;
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

std::string sha256_hex(std::string_view bytes) {
  Hasher hasher;
  hasher.update(bytes);
  return hasher.finish();
}

std::string sha256_hex_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorKind::kUnavailable, path.string() + ": cannot be opened for reading");
  Hasher hasher;
  std::vector<char> buffer(1U << 20U);
  while (file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hasher.update({buffer.data(), static_cast<std::size_t>(file.gcount())});
  }
  if (file.bad()) throw Error(ErrorKind::kUnavailable, path.string() + ": reading failed");
  return hasher.finish();
}

}  // namespace assay
