#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// An http or https address. Path and query are kept byte for byte as they were written: a signature
// covers them, and "%2F" is not "/". A fragment is dropped: it is never sent.
struct Url {
  std::string scheme;      // "http" or "https"
  std::string user_info;   // "user:password" as written, "" = none. Never shown.
  std::string host;        // lower case; an IPv6 address in brackets
  std::uint16_t port = 0;  // never 0 in a parsed address: the scheme's own when none is written
  std::string path = "/";  // begins with "/"
  std::optional<std::string> query;  // without "?"; "" and none are different addresses

  [[nodiscard]] bool operator==(const Url&) const = default;
};

// nullopt when `text` is no absolute http or https address, or holds a control character, a space,
// or a byte past ASCII.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

// The address as it is sent. The port stands there only when it is not the scheme's own.
[[nodiscard]] std::string to_string(const Url& url);
// For messages: no user, no password, and "?..." for a query, which may carry a signature or a key.
[[nodiscard]] std::string describe(const Url& url);
// The value of the Host header: "host" or "host:port".
[[nodiscard]] std::string host_header(const Url& url);
// True when scheme, host and port agree: credentials for one are good for the other.
[[nodiscard]] bool is_same_origin(const Url& a, const Url& b);

// What `reference` (a Location header) means on the page `base`, RFC 3986 section 5.2. Spaces and
// bytes past ASCII, which servers do send, are percent-encoded. nullopt as parse_url.
[[nodiscard]] std::optional<Url> resolve_url(const Url& base, std::string_view reference);

// All bytes but letters, digits and -._~ (RFC 3986 unreserved) as %XX; `keep` names further bytes
// that stay, such as "/".
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view keep = "");

}  // namespace assay
