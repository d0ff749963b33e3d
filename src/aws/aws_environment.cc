#include "aws/aws_environment.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "assay/error.h"
#include "base/file.h"

namespace assay {
namespace {

std::string trim(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// A comment begins a line or follows white space.
std::string without_comment(const std::string& value) {
  for (std::size_t i = 1; i < value.size(); ++i) {
    const bool mark = value[i] == '#' || value[i] == ';';
    if (mark && (value[i - 1] == ' ' || value[i - 1] == '\t')) return trim(value.substr(0, i));
  }
  return value;
}

std::map<std::string, AwsProfiles::Section> read(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  return parse_aws_file(read_file(path), path.string());
}

std::optional<AwsProfiles::Section> find(
    const std::map<std::string, AwsProfiles::Section>& sections, const std::string& name) {
  const auto found = sections.find(name);
  if (found == sections.end()) return std::nullopt;
  return found->second;
}

}  // namespace

AwsEnvironment process_environment() {
  const auto variable = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::string(value);
  };
  return {.variable = variable, .home = variable("HOME").value_or("")};
}

bool is_true(const std::optional<std::string>& value) {
  if (!value) return false;
  std::string lower = *value;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower == "true" || lower == "1";
}

std::map<std::string, AwsProfiles::Section> parse_aws_file(const std::string& text,
                                                           const std::string& where) {
  std::map<std::string, AwsProfiles::Section> sections;
  AwsProfiles::Section* section = nullptr;
  std::string block;  // the key whose block of indented lines goes on
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string raw = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    const std::string line = trim(raw);
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    const auto refuse = [&](const char* what) {
      throw Error(ErrorKind::kBadData, where + ":" + std::to_string(number) + ": " + what);
    };
    if (line[0] == '[') {
      const auto close = line.find(']');
      if (close == std::string::npos) refuse("a section has no ]");
      section = &sections[trim(line.substr(1, close - 1))];
      block.clear();
      continue;
    }
    const auto equals = line.find('=');
    if (equals == std::string::npos) refuse("expected [section] or key = value");
    if (section == nullptr) refuse("a key stands before the first section");
    const std::string key = trim(line.substr(0, equals));
    const std::string value = without_comment(trim(line.substr(equals + 1)));
    const bool indented = raw[0] == ' ' || raw[0] == '\t';
    if (indented && !block.empty()) {
      (*section)[block + "." + key] = value;
      continue;
    }
    block = value.empty() ? key : "";
    (*section)[key] = value;
  }
  return sections;
}

AwsProfiles AwsProfiles::load(const AwsEnvironment& environment) {
  const auto folder = environment.home / ".aws";
  AwsProfiles profiles;
  profiles.config_ =
      read(environment.variable("AWS_CONFIG_FILE").value_or((folder / "config").string()));
  profiles.credentials_ = read(environment.variable("AWS_SHARED_CREDENTIALS_FILE")
                                   .value_or((folder / "credentials").string()));
  return profiles;
}

std::optional<AwsProfiles::Section> AwsProfiles::profile(const std::string& name) const {
  std::optional<Section> merged = find(config_, "profile " + name);
  if (!merged && name == "default") merged = find(config_, "default");
  if (const auto keys = find(credentials_, name)) {
    Section both = *keys;
    if (merged) both.insert(merged->begin(), merged->end());
    return both;
  }
  return merged;
}

std::optional<AwsProfiles::Section> AwsProfiles::sso_session(const std::string& name) const {
  return find(config_, "sso-session " + name);
}

std::optional<AwsProfiles::Section> AwsProfiles::services(const std::string& name) const {
  return find(config_, "services " + name);
}

}  // namespace assay
