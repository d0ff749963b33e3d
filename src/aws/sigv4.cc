#include "aws/sigv4.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>
#include <map>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "net/url.h"

namespace assay {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// botocore's list of headers that are not signed, with Authorization itself.
constexpr std::array<std::string_view, 13> kUnsigned = {"authorization",
                                                        "connection",
                                                        "expect",
                                                        "keep-alive",
                                                        "proxy-authenticate",
                                                        "proxy-authorization",
                                                        "proxy-connection",
                                                        "te",
                                                        "trailer",
                                                        "transfer-encoding",
                                                        "upgrade",
                                                        "user-agent",
                                                        "x-amzn-trace-id"};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// RFC 3986 section 5.2.4 and, as AWS wants it, one slash for several in a row.
std::string normalize(std::string_view path) {
  std::vector<std::string_view> segments;
  std::size_t begin = 0;
  bool ends_open = false;  // the last segment was empty, "." or "..": the path ends in a slash
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    ends_open = segment.empty() || segment == "." || segment == "..";
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (!ends_open) {
      segments.push_back(segment);
    }
    begin = end + 1;
  }
  std::string result;
  for (const std::string_view segment : segments) result.append("/").append(segment);
  if (ends_open || result.empty()) result += '/';
  return result;
}

std::string canonical_path(const SigningInput& input, const SigningScope& scope) {
  std::string path(input.path.empty() ? "/" : input.path);
  if (scope.normalize_path) path = normalize(path);
  return scope.encode_path ? percent_encode(path, "/") : path;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// What the wire has may be encoded already, in any way: decode, then encode AWS's way.
std::string encode_again(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_code = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                         hex_value(text[i + 2]) >= 0;
    if (is_code) {
      plain += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return percent_encode(plain);
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  std::size_t begin = 0;
  while (begin < query.size()) {
    const std::size_t end = std::min(query.find('&', begin), query.size());
    const std::string_view parameter = query.substr(begin, end - begin);
    begin = end + 1;
    if (parameter.empty()) continue;
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const bool has_value = equals < parameter.size();
    parameters.emplace_back(encode_again(parameter.substr(0, equals)),
                            has_value ? encode_again(parameter.substr(equals + 1)) : "");
  }
  std::sort(parameters.begin(), parameters.end());
  std::string result;
  for (const auto& [name, value] : parameters) {
    result.append(result.empty() ? "" : "&").append(name).append("=").append(value);
  }
  return result;
}

// Trimmed, and one blank for several in a row.
std::string canonical_value(std::string_view value) {
  std::string result;
  for (const char c : value) {
    const bool blank = c == ' ' || c == '\t';
    if (blank && (result.empty() || result.back() == ' ')) continue;
    result += blank ? ' ' : c;
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

using CanonicalHeaders = std::map<std::string, std::string>;

void add_canonical(CanonicalHeaders& headers, std::string_view name, std::string_view value) {
  const std::string key = lower(name);
  if (std::find(kUnsigned.begin(), kUnsigned.end(), key) != kUnsigned.end()) return;
  const auto [place, is_new] = headers.emplace(key, canonical_value(value));
  if (!is_new) place->second += "," + canonical_value(value);
}

}  // namespace

std::string format_amz_date(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
  return {text.data(), length};
}

Signature sign_v4(const SigningInput& input, const Credentials& credentials,
                  const SigningScope& scope) {
  Signature result;
  const std::string date = format_amz_date(scope.now);
  const std::string day = date.substr(0, 8);
  const std::string body_hash = sha256_hex(input.body);

  CanonicalHeaders headers;
  for (const auto& [name, value] : input.headers) add_canonical(headers, name, value);
  const auto add = [&](const char* name, const std::string& value, bool is_signed) {
    result.headers.add(name, value);
    if (is_signed) add_canonical(headers, name, value);
  };
  add("X-Amz-Date", date, true);
  if (scope.add_content_sha256) add("X-Amz-Content-Sha256", body_hash, true);
  if (!credentials.session_token.empty()) {
    add("X-Amz-Security-Token", credentials.session_token, scope.sign_session_token);
  }

  std::string names;
  std::string& canonical = result.canonical_request;
  canonical.append(input.method).append("\n");
  canonical.append(canonical_path(input, scope)).append("\n");
  canonical.append(canonical_query(input.query)).append("\n");
  for (const auto& [name, value] : headers) {
    canonical.append(name).append(":").append(value).append("\n");
    names.append(names.empty() ? "" : ";").append(name);
  }
  canonical.append("\n").append(names).append("\n").append(body_hash);

  const std::string credential_scope =
      day + "/" + scope.region + "/" + scope.service + "/aws4_request";
  result.string_to_sign = std::string(kAlgorithm) + "\n" + date + "\n" + credential_scope + "\n" +
                          sha256_hex(canonical);
  Sha256Digest key = hmac_sha256("AWS4" + credentials.secret_access_key, day);
  key = hmac_sha256(as_bytes(key), scope.region);
  key = hmac_sha256(as_bytes(key), scope.service);
  key = hmac_sha256(as_bytes(key), "aws4_request");
  result.signature = to_hex(as_bytes(hmac_sha256(as_bytes(key), result.string_to_sign)));
  result.headers.add("Authorization", std::string(kAlgorithm) +
                                          " Credential=" + credentials.access_key_id + "/" +
                                          credential_scope + ", SignedHeaders=" + names +
                                          ", Signature=" + result.signature);
  return result;
}

}  // namespace assay
