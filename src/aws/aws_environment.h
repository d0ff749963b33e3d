#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace assay {

// Where settings come from; tests put their own in place.
struct AwsEnvironment {
  // An environment variable; nullopt when it is unset or empty.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  std::filesystem::path home;
};
// This process's.
[[nodiscard]] AwsEnvironment process_environment();
// "true", "1" (any case) are true.
[[nodiscard]] bool is_true(const std::optional<std::string>& value);

// The user's AWS files: ~/.aws/config and ~/.aws/credentials, or where AWS_CONFIG_FILE and
// AWS_SHARED_CREDENTIALS_FILE point. Missing files are empty.
class AwsProfiles {
 public:
  using Section = std::map<std::string, std::string>;

  // Throws Error{kBadData} "<file>:<line>: ..." for what is no such file. Values are never shown.
  [[nodiscard]] static AwsProfiles load(const AwsEnvironment& environment);

  // The keys of a profile; those of the credentials file win. nullopt when neither file has it.
  [[nodiscard]] std::optional<Section> profile(const std::string& name) const;
  [[nodiscard]] std::optional<Section> sso_session(const std::string& name) const;
  // services NAME: "bedrock_runtime.endpoint_url" and so on.
  [[nodiscard]] std::optional<Section> services(const std::string& name) const;

 private:
  std::map<std::string, Section> config_;       // by the section's whole name
  std::map<std::string, Section> credentials_;  // by profile
};

// The parts of such a file; a key whose value is a block of indented lines gives "key.sub" entries.
// `where` names the file in errors.
[[nodiscard]] std::map<std::string, AwsProfiles::Section> parse_aws_file(const std::string& text,
                                                                         const std::string& where);

}  // namespace assay
