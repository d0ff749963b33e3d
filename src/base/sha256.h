#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace assay {

// An incremental hash over OpenSSL. Not copyable; one thread at a time.
class Hasher {
 public:
  enum class Kind { kSha256, kSha1, kMd5 };
  explicit Hasher(Kind kind = Kind::kSha256);
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  void update(std::string_view bytes);
  // Lower-case hex digits. Ends the hash: no update afterwards.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

using Sha256Digest = std::array<std::uint8_t, 32>;
[[nodiscard]] Sha256Digest sha256(std::string_view bytes);
// HMAC-SHA256 (RFC 2104).
[[nodiscard]] Sha256Digest hmac_sha256(std::string_view key, std::string_view bytes);
// The digest as bytes of a string, to go on hashing with.
[[nodiscard]] inline std::string_view as_bytes(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}
// Two lower-case hex digits for each byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);

// Lower-case hex SHA-256 of `bytes`.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);
// Of a file's content. Throws Error{kUnavailable} when it cannot be read.
[[nodiscard]] std::string sha256_hex_of_file(const std::filesystem::path& path);

}  // namespace assay
