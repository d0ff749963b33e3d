#include "encoder/service_name.h"

#include <algorithm>
#include <charconv>

#include "assay/error.h"

namespace assay {

std::string_view without_provider(std::string_view full_name) {
  return full_name.substr(full_name.find(':') + 1);
}

ServiceName parse_service_name(std::string_view text) {
  ServiceName result;
  const std::size_t mark = text.find('?');
  result.name = std::string(text.substr(0, mark));
  std::string_view rest = mark == std::string_view::npos ? "" : text.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view setting = rest.substr(0, end);
    const std::size_t equals = std::min(setting.find('='), setting.size());
    result.settings.emplace_back(setting.substr(0, equals),
                                 setting.substr(std::min(equals + 1, setting.size())));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return result;
}

std::size_t parse_setting_number(const std::string& provider,
                                 const std::pair<std::string, std::string>& setting) {
  const std::string& text = setting.second;
  std::size_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || number == 0) {
    refuse_setting(provider, setting, "a number, 1 or more");
  }
  return number;
}

void refuse_setting(const std::string& provider, const std::pair<std::string, std::string>& setting,
                    const std::string& known) {
  throw Error(ErrorKind::kUsage,
              provider + ": " + setting.first + "=" + setting.second + ": expected " + known);
}

}  // namespace assay
