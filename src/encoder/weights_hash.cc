#include "encoder/weights_hash.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "base/sha256.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

bool is_sha256(std::string_view name) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return name.size() == 64 && name.find_first_not_of(kDigits) == std::string_view::npos;
}

// models--org--name/snapshots/<commit>/model.safetensors -> ../../blobs/<SHA-256 of the content>
std::optional<std::string> hash_in_link(const fs::path& file) {
  std::error_code code;
  const fs::path target = fs::read_symlink(file, code);
  if (code || target.parent_path().filename() != "blobs" ||
      !is_sha256(target.filename().string())) {
    return std::nullopt;
  }
  return target.filename().string();
}

}  // namespace

Json hash_weights(const fs::path& folder, const std::vector<fs::path>& files) {
  Json hashes = Json::object();
  for (const fs::path& file : files) {
    const auto known = hash_in_link(file);
    hashes[file.lexically_relative(folder).generic_string()] =
        known ? *known : sha256_hex_of_file(file);
  }
  return hashes;
}

}  // namespace assay
