#include "source/hub_reply.h"

#include <algorithm>

#include "assay/error.h"
#include "base/json_object.h"
#include "source/hub_repo.h"

namespace assay {
namespace {

constexpr int kListingVersion = 1;

void check_file(const HubFile& file, const std::string& where) {
  if (!is_safe_path(file.path)) {
    throw Error(ErrorKind::kBadData, where + ": names a file that must not be written");
  }
  if (!is_hex(file.blob_id, 40) || (!file.lfs_sha256.empty() && !is_hex(file.lfs_sha256, 64))) {
    throw Error(ErrorKind::kBadData, where + ": " + file.path + " has no hash that is known");
  }
}

HubFile parse_tree_entry(const JsonObject& entry, const std::string& where) {
  HubFile file{.path = entry.required_string("path"),
               .size = entry.count("size").value_or(0),
               .blob_id = entry.required_string("oid"),
               .lfs_sha256 = "",
               .xet_hash = entry.string("xetHash").value_or("")};
  if (entry.find("size") == nullptr) {
    throw Error(ErrorKind::kBadData, where + ": a file has no size");
  }
  if (const auto lfs = entry.object("lfs")) {
    file.lfs_sha256 = lfs->required_string("oid");
    file.size = lfs->count("size").value_or(file.size);
  }
  check_file(file, where);
  return file;
}

}  // namespace

std::string parse_commit(std::string_view body, const std::string& where) {
  std::string commit = JsonObject(parse_json(body, where), where).required_string("sha");
  if (!is_commit_hash(commit)) throw Error(ErrorKind::kBadData, where + ": 'sha' is no commit");
  return commit;
}

std::vector<HubFile> parse_tree_page(std::string_view body, const std::string& where) {
  const Json page = parse_json(body, where);
  if (!page.is_array()) throw Error(ErrorKind::kBadData, where + ": expected a list of files");
  std::vector<HubFile> files;
  for (const Json& element : page) {
    const JsonObject entry(element, where);
    if (entry.required_string("type") == "file") files.push_back(parse_tree_entry(entry, where));
  }
  return files;
}

std::optional<std::string> parse_next_link(std::string_view header) {
  // <https://...?cursor=...>; rel="next", <...>; rel="last"
  while (true) {
    const std::size_t begin = header.find('<');
    const std::size_t end = header.find('>', begin == std::string_view::npos ? 0 : begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
    const std::string_view address = header.substr(begin + 1, end - begin - 1);
    header.remove_prefix(end + 1);
    const std::string_view parameters = header.substr(0, header.find('<'));
    if (parameters.find("rel=\"next\"") != std::string_view::npos) return std::string(address);
  }
}

std::string to_listing_json(const std::vector<HubFile>& files) {
  Json entries = Json::object();
  for (const HubFile& file : files) {
    Json entry = {{"size", file.size}, {"blob_id", file.blob_id}};
    if (!file.lfs_sha256.empty()) {
      entry["lfs_sha256"] = file.lfs_sha256;
      entry["lfs_size"] = file.size;
    }
    if (!file.xet_hash.empty()) entry["xet_hash"] = file.xet_hash;
    entries[file.path] = std::move(entry);
  }
  return Json{{"format_version", kListingVersion}, {"files", std::move(entries)}}.dump(
      1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::vector<HubFile>> parse_listing_json(std::string_view text) {
  try {
    const JsonObject listing(parse_json(text, "list"), "list");
    if (listing.required_count("format_version") != kListingVersion) return std::nullopt;
    const auto entries = listing.object("files");
    if (!entries) return std::nullopt;
    std::vector<HubFile> files;
    for (const auto& [path, element] : entries->json().items()) {
      const JsonObject entry(element, "list");
      files.push_back({.path = path,
                       .size = entry.count("size").value_or(0),
                       .blob_id = entry.required_string("blob_id"),
                       .lfs_sha256 = entry.string("lfs_sha256").value_or(""),
                       .xet_hash = entry.string("xet_hash").value_or("")});
      if (entry.find("size") == nullptr) return std::nullopt;
      check_file(files.back(), "list");
    }
    std::ranges::sort(files, {}, &HubFile::path);
    return files;
  } catch (const Error&) {
    return std::nullopt;  // somebody else's, or damaged: it is asked for anew
  }
}

}  // namespace assay
