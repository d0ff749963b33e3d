#include <ctime>

#include "assay/error.h"
#include "aws/credential_sources.h"
#include "base/clock_time.h"
#include "base/json_object.h"

namespace assay {
namespace {

void require(bool good, const std::string& source) {
  if (!good) {
    throw Error(ErrorKind::kBadData, "AWS credentials from " + source +
                                         ": access key or secret key is missing in the reply");
  }
}

// Only what XML must escape; keys and tokens hold nothing else.
std::string unescape(std::string text) {
  static constexpr std::pair<const char*, const char*> kEntities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, plain] : kEntities) {
    for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) {
      text.replace(at, std::string_view(entity).size(), plain);
    }
  }
  return text;
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> parse_iso_time(const std::string& text) {
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  if (*rest == '.') {
    do {
      ++rest;
    } while (*rest >= '0' && *rest <= '9');
  }
  const std::string zone(rest);
  if (zone != "Z" && zone != "UTC" && zone != "+00:00" && zone != "+0000") return std::nullopt;
  return to_clock_time(timegm(&parts));
}

Credentials parse_credential_json(const std::string& text, const std::string& source) {
  Json value;
  try {
    value = parse_json(text, source);
  } catch (const Error&) {
    // What the parser says could repeat a piece of a key.
    throw Error(ErrorKind::kBadData, "AWS credentials from " + source + ": the reply is no JSON");
  }
  const JsonObject reply(std::move(value), source);
  Credentials credentials{.access_key_id = reply.string("AccessKeyId").value_or(""),
                          .secret_access_key = reply.string("SecretAccessKey").value_or(""),
                          .source = source};
  credentials.session_token =
      reply.string("Token").value_or(reply.string("SessionToken").value_or(""));
  if (const auto expires = reply.string("Expiration")) {
    credentials.expires = parse_iso_time(*expires);
  }
  require(!credentials.access_key_id.empty() && !credentials.secret_access_key.empty(), source);
  return credentials;
}

std::string xml_text(const std::string& xml, const std::string& element) {
  const auto open = xml.find("<" + element + ">");
  if (open == std::string::npos) return "";
  const auto begin = open + element.size() + 2;
  const auto end = xml.find("</" + element + ">", begin);
  return end == std::string::npos ? "" : unescape(xml.substr(begin, end - begin));
}

Credentials parse_sts_credentials(const std::string& xml, const std::string& source) {
  Credentials credentials{.access_key_id = xml_text(xml, "AccessKeyId"),
                          .secret_access_key = xml_text(xml, "SecretAccessKey"),
                          .session_token = xml_text(xml, "SessionToken"),
                          .expires = parse_iso_time(xml_text(xml, "Expiration")),
                          .source = source};
  require(!credentials.access_key_id.empty() && !credentials.secret_access_key.empty(), source);
  return credentials;
}

std::vector<std::string> split_command(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && quote != '\'' && i + 1 < line.size()) {
      word += line[++i];
      in_word = true;
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t') {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (in_word) words.push_back(std::move(word));
  return words;
}

}  // namespace assay
