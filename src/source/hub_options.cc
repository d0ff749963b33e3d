// The variables as huggingface_hub's constants.py and utils/_auth.py read them.
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "assay/error.h"
#include "assay/source.h"
#include "base/file.h"
#include "net/url.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// "" when unset; an empty variable counts as unset.
std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string first_of(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (std::string value = variable(name); !value.empty()) return value;
  }
  return "";
}

bool is_true(std::string value) {
  std::ranges::transform(value, value.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return value == "1" || value == "ON" || value == "YES" || value == "TRUE";
}

std::string home_folder() {
  if (std::string home = variable("HOME"); !home.empty()) return home;
  const passwd* user = getpwuid(getuid());
  return user == nullptr || user->pw_dir == nullptr ? "/" : user->pw_dir;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Python's expanduser and expandvars: "~/x", "$NAME", "${NAME}"; an unknown name stays as it is.
fs::path expand(std::string text) {
  if (text == "~" || text.starts_with("~/")) text.replace(0, 1, home_folder());
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '$') {
      const bool is_braced = text.compare(i, 2, "${") == 0;
      const std::size_t begin = i + (is_braced ? 2 : 1);
      std::size_t end = begin;
      while (end < text.size() && is_name_character(text[end])) ++end;
      const bool is_name = end > begin && (!is_braced || (end < text.size() && text[end] == '}'));
      const char* value = is_name ? std::getenv(text.substr(begin, end - begin).c_str()) : nullptr;
      if (value != nullptr) {
        result += value;
        i = end + (is_braced ? 1 : 0);
        continue;
      }
    }
    result += text[i++];
  }
  return result;
}

// Line breaks and the space around it do not belong to a token.
std::string clean_token(std::string token) {
  std::erase_if(token, [](char c) { return c == '\r' || c == '\n'; });
  const auto begin = token.find_first_not_of(" \t");
  if (begin == std::string::npos) return "";
  return token.substr(begin, token.find_last_not_of(" \t") - begin + 1);
}

std::string read_token(const fs::path& home) {
  if (is_true(variable("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) return "";
  if (std::string token = clean_token(first_of({"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}));
      !token.empty()) {
    return token;
  }
  const std::string stated = variable("HF_TOKEN_PATH");
  const fs::path path = stated.empty() ? home / "token" : expand(stated);
  try {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) ? clean_token(read_file(path)) : "";
  } catch (const Error&) {  // another user's: then there is no token
    return "";
  }
}

unsigned read_stall_seconds(unsigned otherwise) {
  const std::string text = variable("HF_HUB_DOWNLOAD_TIMEOUT");
  if (text.empty()) return otherwise;
  unsigned seconds = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    throw Error(ErrorKind::kUsage,
                "HF_HUB_DOWNLOAD_TIMEOUT: '" + text + "' is no number of seconds");
  }
  return seconds == 0 ? otherwise : seconds;
}

}  // namespace

HubOptions hub_options_from_environment() {
  HubOptions options;
  if (const std::string endpoint = variable("HF_ENDPOINT"); !endpoint.empty()) {
    if (!parse_url(endpoint)) {
      throw Error(ErrorKind::kUsage, "HF_ENDPOINT is no http or https address");
    }
    options.endpoint = endpoint;
    while (options.endpoint.ends_with('/')) options.endpoint.pop_back();
  }
  fs::path home;
  if (const std::string stated = variable("HF_HOME"); !stated.empty()) {
    home = expand(stated);
  } else {
    const std::string cache = variable("XDG_CACHE_HOME");
    home = (cache.empty() ? fs::path(home_folder()) / ".cache" : expand(cache)) / "huggingface";
  }
  const std::string cache = first_of({"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"});
  options.cache = cache.empty() ? home / "hub" : expand(cache);
  options.token = read_token(home);
  options.offline = is_true(first_of({"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"}));
  options.stall_seconds = read_stall_seconds(options.stall_seconds);
  return options;
}

}  // namespace assay
