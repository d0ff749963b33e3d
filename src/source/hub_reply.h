#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/source.h"

namespace assay {

// What the hub's API answers. Nothing in it is believed: names that could leave the cache, hashes
// that are none and sizes below 0 are Error{kBadData}, which `where` begins.

// The commit that a reply to /api/<type>s/<id>/revision/<revision> states.
[[nodiscard]] std::string parse_commit(std::string_view body, const std::string& where);
// The files of one page of /api/<type>s/<id>/tree/<commit>; folders are left out.
[[nodiscard]] std::vector<HubFile> parse_tree_page(std::string_view body, const std::string& where);
// The address of the next page in a Link header; nullopt when this is the last one.
[[nodiscard]] std::optional<std::string> parse_next_link(std::string_view header);

// A list of files as huggingface_hub (2.x) keeps it in trees/<commit>.json.
[[nodiscard]] std::string to_listing_json(const std::vector<HubFile>& files);
// nullopt when the text is not such a list, or of another format version.
[[nodiscard]] std::optional<std::vector<HubFile>> parse_listing_json(std::string_view text);

}  // namespace assay
