#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace assay {

// Who asks. Never printed, logged or stored but for `source`.
struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // "" for long-lived keys
  std::optional<std::chrono::system_clock::time_point> expires;
  std::string source;  // for messages: "environment", "profile dev: SSO"
};

// What of them must never be seen, for redact(). A real one is long; a short one would hide parts of words.
[[nodiscard]] inline std::vector<std::string> secrets_of(const Credentials& credentials) {
  std::vector<std::string> secrets;
  for (const std::string& secret : {credentials.secret_access_key, credentials.session_token}) {
    if (secret.size() >= 8) secrets.push_back(secret);
  }
  return secrets;
}

}  // namespace assay
