#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// "titan?dimensions=256" of "bedrock:titan?dimensions=256". REQUIRES: a colon.
[[nodiscard]] std::string_view without_provider(std::string_view full_name);

// What follows "<provider>:" in the name of a remote model: "text-embedding-3-small?dimensions=256".
struct ServiceName {
  std::string name;
  std::vector<std::pair<std::string, std::string>> settings;
};
[[nodiscard]] ServiceName parse_service_name(std::string_view text);

// A setting's number, 1 and more. Throws Error{kUsage} naming provider and setting.
[[nodiscard]] std::size_t parse_setting_number(const std::string& provider,
                                               const std::pair<std::string, std::string>& setting);
// Throws Error{kUsage}: there is no such setting, or not with that value; `known` lists them.
[[noreturn]] void refuse_setting(const std::string& provider,
                                 const std::pair<std::string, std::string>& setting,
                                 const std::string& known);

}  // namespace assay
