// Any text as what the hub answers or its cache keeps: files that stay inside the cache, or an Error.
#include "source/hub_reply.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "assay/error.h"
#include "source/hub_repo.h"

namespace {

void check(const std::vector<assay::HubFile>& files) {
  for (const assay::HubFile& file : files) {
    if (!assay::is_safe_path(file.path)) std::abort();
    if (!assay::is_hex(file.blob_id, 40)) std::abort();
    if (!file.lfs_sha256.empty() && !assay::is_hex(file.lfs_sha256, 64)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    check(assay::parse_tree_page(text, "fuzz"));
  } catch (const assay::Error&) {
  }
  try {
    if (!assay::is_commit_hash(assay::parse_commit(text, "fuzz"))) std::abort();
  } catch (const assay::Error&) {
  }
  if (const auto files = assay::parse_listing_json(text)) {
    check(*files);
    if (assay::parse_listing_json(assay::to_listing_json(*files)) != files) std::abort();
  }
  (void)assay::parse_next_link(text);
  (void)assay::matches_pattern(text.substr(0, size / 2), text.substr(size / 2, 12));
  return 0;
}
