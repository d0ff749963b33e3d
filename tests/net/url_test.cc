#include "net/url.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(UrlTest, PartsOfAnAddress) {
  const auto url = parse_url("HTTPS://user:secret@Example.COM:8443/a/b%2Fc//d?x=1&y=%20#top");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->user_info, "user:secret");
  EXPECT_EQ(url->host, "example.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/a/b%2Fc//d");
  EXPECT_EQ(url->query, "x=1&y=%20");
  EXPECT_EQ(to_string(*url), "https://user:secret@example.com:8443/a/b%2Fc//d?x=1&y=%20");
  EXPECT_EQ(describe(*url), "https://example.com:8443/a/b%2Fc//d?...");
  EXPECT_EQ(host_header(*url), "example.com:8443");
}

TEST(UrlTest, ThePortOfTheSchemeIsNotWritten) {
  EXPECT_EQ(parse_url("http://a")->port, 80);
  EXPECT_EQ(parse_url("https://a")->port, 443);
  EXPECT_EQ(to_string(*parse_url("https://a:443/")), "https://a/");
  EXPECT_EQ(to_string(*parse_url("http://a:443/")), "http://a:443/");
  EXPECT_EQ(to_string(*parse_url("http://a")), "http://a/");
}

TEST(UrlTest, AnEmptyQueryIsNotNone) {
  EXPECT_EQ(parse_url("http://a/?")->query, "");
  EXPECT_EQ(parse_url("http://a/")->query, std::nullopt);
  EXPECT_EQ(to_string(*parse_url("http://a/b?")), "http://a/b?");
  EXPECT_EQ(parse_url("http://a?x")->path, "/");
}

TEST(UrlTest, AnIpv6HostStandsInBrackets) {
  EXPECT_EQ(parse_url("http://[fd00:ec2::254]:81/x")->host, "[fd00:ec2::254]");
  EXPECT_EQ(parse_url("http://[fd00:ec2::254]:81/x")->port, 81);
  EXPECT_EQ(parse_url("http://[::1]/")->port, 80);
}

TEST(UrlTest, WhatIsNoAddressIsRefused) {
  for (const char* text :
       {"", "a", "/a", "ftp://a/", "file:///etc/passwd", "http://", "http:///x", "http://a:0/",
        "http://a:65536/", "http://a:x/", "http://a:/", "http://a b/", "http://a/b c",
        "http://a/\r\nX: y", "http://a/\xc3\xa4", "http://a\\b/", "http://[::1/", "http://[]/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

// The examples of RFC 3986, section 5.4, those of http addresses.
TEST(UrlTest, AReferenceIsResolvedAsRfc3986Says) {
  const Url base = *parse_url("http://a/b/c/d;p?q");
  const std::pair<const char*, const char*> cases[] = {
      {"g", "http://a/b/c/g"},        {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},      {"/g", "http://a/g"},
      {"//g", "http://g/"},           {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},    {"#s", "http://a/b/c/d;p?q"},
      {"g#s", "http://a/b/c/g"},      {";x", "http://a/b/c/;x"},
      {"", "http://a/b/c/d;p?q"},     {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},        {"..", "http://a/b/"},
      {"../", "http://a/b/"},         {"../g", "http://a/b/g"},
      {"../..", "http://a/"},         {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},   {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},        {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},    {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},   {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},   {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"https://h/x", "https://h/x"},
  };
  for (const auto& [reference, expected] : cases) {
    const auto url = resolve_url(base, reference);
    ASSERT_TRUE(url) << reference;
    EXPECT_EQ(to_string(*url), expected) << reference;
  }
  EXPECT_FALSE(resolve_url(base, "ftp://a/b"));
  EXPECT_FALSE(resolve_url(base, "g\r\nX: y"));
  EXPECT_EQ(resolve_url(base, "/a b\xc3\xa4")->path, "/a%20b%C3%A4");
}

TEST(UrlTest, EncodingKeepsWhatIsUnreserved) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a/b c%\xc3\xa4"), "a%2Fb%20c%25%C3%A4");
  EXPECT_EQ(percent_encode("a/b:c", "/"), "a/b%3Ac");
}

}  // namespace
}  // namespace assay
