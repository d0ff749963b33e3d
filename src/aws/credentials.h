#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace assay {

// Who asks. Never printed, logged or stored but for `source`.
struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // "" for long-lived keys
  std::optional<std::chrono::system_clock::time_point> expires;
  std::string source;  // for messages: "environment", "profile dev: SSO"
};

}  // namespace assay
