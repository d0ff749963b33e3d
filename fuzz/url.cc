// Any text as an address: one that survives being written and parsed again, shows no secret, and can
// be the base of any other; or none.
#include "net/url.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/redact.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto url = assay::parse_url(text)) {
    if (assay::parse_url(assay::to_string(*url)) != url) std::abort();
    if (!url->user_info.empty() && assay::describe(*url).find('@') != std::string::npos &&
        url->path.find('@') == std::string::npos) {
      std::abort();
    }
  }
  const std::size_t half = size / 2;
  const assay::Url base =
      assay::parse_url(text.substr(0, half)).value_or(*assay::parse_url("https://host/a/b/c?d"));
  if (const auto target = assay::resolve_url(base, text.substr(half))) {
    const std::string written = assay::to_string(*target);
    if (written.find_first_of("\r\n ") != std::string::npos) std::abort();
    if (assay::parse_url(written) != target) std::abort();
  }
  (void)assay::redact(text);
  return 0;
}
