// Any bytes as what the AWS credential chain and the store read from disk: parts that can be used, or
// an error of ours that shows no secret. The first byte says which.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "assay/error.h"
#include "aws/aws_environment.h"
#include "aws/credential_sources.h"
#include "store/store_parts.h"
#include "store/vector_block.h"

namespace {

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG";

void read(std::uint8_t kind, const std::string& text) {
  switch (kind) {
    case 0:
      (void)assay::parse_aws_file(text, "config");
      break;
    case 1:
      (void)assay::parse_credential_json(text, "source");
      break;
    case 2:
      (void)assay::parse_sts_credentials(text, "source");
      break;
    case 3:
      (void)assay::parse_iso_time(text);
      break;
    case 4:
      for (const std::string& word : assay::split_command(text)) {
        if (word.size() > text.size()) std::abort();
      }
      break;
    case 5: {
      const auto scope = assay::parse_scope(text, "store");
      if (hash_scope(assay::parse_scope(to_text(scope), "store")) != hash_scope(scope)) {
        std::abort();
      }
      break;
    }
    default:
      if (const auto place = assay::parse_place(text); place && to_bytes(*place) != text) {
        std::abort();
      }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto kind = static_cast<std::uint8_t>(data[0] % 7);
  try {
    read(kind, {reinterpret_cast<const char*>(data) + 1, size - 1});
  } catch (const assay::Error& error) {
    const bool may_hold_secrets = kind < 5;  // the store holds none: what is wrong there is shown
    const bool shows_secret =
        std::string_view(error.what()).find(kSecret) != std::string_view::npos;
    if (may_hold_secrets && shows_secret) std::abort();
  }
  return 0;
}
