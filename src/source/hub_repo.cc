#include "source/hub_repo.h"

#include <algorithm>

#include "assay/error.h"

namespace assay {
namespace {

constexpr std::size_t kLongestName = 96;  // of a repository's id, as huggingface_hub checks it
constexpr std::size_t kLongestPath = 4096;

// The rules of huggingface_hub's validate_repo_id.
bool is_id_part(std::string_view part) {
  return !part.empty() && part.front() != '-' && part.front() != '.' && part.back() != '-' &&
         part.back() != '.' && std::ranges::all_of(part, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

bool is_repo_id(std::string_view id) {
  const std::size_t slash = id.find('/');
  if (id.size() > kLongestName || id.find("--") != std::string_view::npos ||
      id.find("..") != std::string_view::npos) {
    return false;
  }
  if (slash == std::string_view::npos) return is_id_part(id);
  return is_id_part(id.substr(0, slash)) && is_id_part(id.substr(slash + 1));
}

}  // namespace

void check_names(const HubRepo& repo, const std::string& revision) {
  if (!is_repo_id(repo.id)) {
    throw Error(ErrorKind::kUsage,
                "'" + repo.id + "' is no name of a repository of the hub: expected org/name");
  }
  if (!is_safe_path(revision) || std::ranges::any_of(revision, [](char c) { return c <= ' '; })) {
    throw Error(ErrorKind::kUsage, repo.id + ": '" + revision + "' is no branch, tag or commit");
  }
}

std::string_view plural_name(RepoType type) {
  return type == RepoType::kModel ? "models" : "datasets";
}

std::string describe(const HubRepo& repo) {
  return (repo.type == RepoType::kModel ? "model " : "data set ") + repo.id;
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool is_commit_hash(std::string_view text) { return is_hex(text, 40); }

bool is_safe_path(std::string_view path) {
  if (path.empty() || path.size() > kLongestPath || path.find('\0') != std::string_view::npos)
    return false;
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace assay
