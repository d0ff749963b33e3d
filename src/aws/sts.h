#pragma once

#include <optional>
#include <string>

#include "aws/credential_sources.h"

namespace assay {

struct RoleRequest {
  std::string role_arn;
  std::string session_name;  // "" = "assay"
  std::string external_id;
  std::string duration_seconds;  // "" = the service's hour
  std::string source;            // for messages
};

// Temporary keys of a role, by keys that may assume it. Throws Error{kUnavailable} with STS's reason.
[[nodiscard]] Credentials assume_role(const CredentialContext& context, const RoleRequest& request,
                                      const Credentials& by);
// By a token from an identity provider, read anew from its file. Unsigned.
[[nodiscard]] Credentials assume_role_with_web_identity(const CredentialContext& context,
                                                        const RoleRequest& request,
                                                        const std::string& token_file);

}  // namespace assay
