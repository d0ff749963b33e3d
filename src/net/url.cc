#include "net/url.h"

#include <algorithm>
#include <charconv>

namespace assay {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void append_encoded(std::string& text, char c) {
  const auto byte = static_cast<unsigned char>(c);
  text += '%';
  text += kHexDigits[byte >> 4U];
  text += kHexDigits[byte & 15U];
}

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_host(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    return std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
    });
  }
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
  });
}

// "user:password@host:port" into `url`; false when it is malformed.
bool parse_authority(std::string_view text, Url& url) {
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    url.user_info = std::string(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.rfind(':');
  url.port = default_port(url.scheme);
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc() || end != digits.data() + digits.size() || url.port == 0) return false;
    text = text.substr(0, colon);
  }
  url.host = to_lower(text);
  return is_host(url.host);
}

// RFC 3986 section 5.2.4.
std::string remove_dot_segments(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    if (segment == "/." || segment == "/..") {
      if (segment == "/..") result.erase(std::min(result.rfind('/'), result.size()));
      if (path.empty()) result += '/';
    } else {
      result += segment;
    }
  }
  return result;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  if (!is_plain(text)) return std::nullopt;
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  Url url;
  url.scheme = to_lower(text.substr(0, scheme_end));
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  text.remove_prefix(scheme_end + 3);
  text = text.substr(0, text.find('#'));
  const std::size_t authority_end = std::min(text.find_first_of("/?"), text.size());
  if (!parse_authority(text.substr(0, authority_end), url)) return std::nullopt;
  text.remove_prefix(authority_end);
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    url.query = std::string(text.substr(mark + 1));
    text = text.substr(0, mark);
  }
  url.path = text.empty() ? "/" : std::string(text);
  return url;
}

std::string host_header(const Url& url) {
  return url.port == default_port(url.scheme) ? url.host
                                              : url.host + ":" + std::to_string(url.port);
}

std::string to_string(const Url& url) {
  return url.scheme + "://" + (url.user_info.empty() ? "" : url.user_info + "@") +
         host_header(url) + url.path + (url.query ? "?" + *url.query : "");
}

std::string describe(const Url& url) {
  return url.scheme + "://" + host_header(url) + url.path + (url.query ? "?..." : "");
}

bool is_same_origin(const Url& a, const Url& b) {
  return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

std::optional<Url> resolve_url(const Url& base, std::string_view reference) {
  std::string text;
  for (const char c : reference) {
    if (c == ' ' || static_cast<unsigned char>(c) >= 0x80) {
      append_encoded(text, c);
    } else {
      text += c;
    }
  }
  text.erase(std::min(text.find('#'), text.size()));
  if (!is_plain(text)) return std::nullopt;
  // A scheme ends at a colon before any slash, question mark or hash.
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos && colon < std::min(text.find_first_of("/?"), text.size())) {
    return parse_url(text);
  }
  if (text.starts_with("//")) return parse_url(base.scheme + ":" + text);
  Url url = base;
  if (text.empty()) return url;
  url.query.reset();
  if (const std::size_t mark = text.find('?'); mark != std::string::npos) {
    url.query = text.substr(mark + 1);
    text.erase(mark);
  }
  if (text.starts_with('/')) {
    url.path = remove_dot_segments(text);
  } else if (!text.empty()) {
    url.path = remove_dot_segments(base.path.substr(0, base.path.rfind('/') + 1) + text);
  }
  return url;
}

std::string percent_encode(std::string_view text, std::string_view keep) {
  std::string result;
  for (const char c : text) {
    if (is_alphanumeric(c) || std::string_view("-._~").find(c) != std::string_view::npos ||
        keep.find(c) != std::string_view::npos) {
      result += c;
    } else {
      append_encoded(result, c);
    }
  }
  return result;
}

}  // namespace assay
