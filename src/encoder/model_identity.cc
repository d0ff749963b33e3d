#include "encoder/model_identity.h"

#include <optional>
#include <system_error>

namespace assay {
namespace {

namespace fs = std::filesystem;

// "a<separator>b" -> "a/b"; nullopt unless both sides have something in them.
std::optional<std::string> joined_by_slash(std::string_view text, std::string_view separator) {
  const std::size_t at = text.find(separator);
  if (at == 0 || at == std::string_view::npos || at + separator.size() == text.size())
    return std::nullopt;
  return std::string(text.substr(0, at)) + "/" + std::string(text.substr(at + separator.size()));
}

bool is_commit(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The absolute path without a trailing slash.
fs::path tidy(const fs::path& folder) {
  std::error_code code;
  fs::path path = fs::absolute(folder, code).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  return path;
}

}  // namespace

ModelIdentity identify_folder(const fs::path& folder) {
  const fs::path path = tidy(folder);
  const std::string name = path.filename().string();
  if (is_commit(name) && path.parent_path().filename() == "snapshots") {
    constexpr std::string_view kPrefix = "models--";
    const std::string repository = path.parent_path().parent_path().filename().string();
    if (repository.starts_with(kPrefix)) {
      if (const auto id =
              joined_by_slash(std::string_view(repository).substr(kPrefix.size()), "--")) {
        return {.name = *id, .revision = name};
      }
    }
  }
  if (const auto id = joined_by_slash(name, "__"))
    return {.name = *id, .revision = std::string(kNoRevision)};
  return {.name = "local/" + name, .revision = std::string(kNoRevision)};
}

}  // namespace assay
