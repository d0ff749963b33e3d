#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

#include "aws/sigv4.h"
#include "base/json_object.h"
#include "support/test_resources.h"

namespace assay {
namespace {

std::string decode_base64(const std::string& text) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = (bits << 6U) | static_cast<unsigned>(kDigits.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
  }
  return bytes;
}

// What the script prints; "" when Python has no botocore.
std::string requests_of_botocore(int count) {
  const std::string command = "python3 '" +
                              (test::source_folder() / "tools/sign_random_requests.py").string() +
                              "' " + std::to_string(count) + " 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string output;
  std::array<char, 65536> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), size);
  }
  return pclose(pipe) == 0 ? output : "";
}

TEST(SigV4BotocoreTest, SignsAThousandRandomRequestsAsBotocoreDoes) {
  const std::string lines = requests_of_botocore(1000);
  if (lines.empty()) GTEST_SKIP() << "python3 has no botocore";
  int compared = 0;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    const Json request = parse_json(lines.substr(begin, end - begin), "line");
    begin = end + 1;
    HttpHeaders headers = {{"Host", request.at("host")}};
    for (const Json& header : request.at("headers")) headers.add(header.at(0), header.at(1));
    const bool s3 = request.at("service") == "s3";
    const std::string method = request.at("method");
    const std::string path = request.at("path");
    const std::string query = request.at("query");
    const std::string body = decode_base64(request.at("body"));
    const Signature signature = sign_v4(
        {.method = method, .path = path, .query = query, .headers = headers, .body = body},
        {.access_key_id = request.at("key"),
         .secret_access_key = request.at("secret"),
         .session_token = request.at("token")},
        {.region = request.at("region"),
         .service = request.at("service"),
         .now = std::chrono::system_clock::from_time_t(request.at("time").get<std::time_t>()),
         .normalize_path = !s3,
         .encode_path = !s3,
         .add_content_sha256 = s3});
    ASSERT_EQ(signature.canonical_request, request.at("canonical").get<std::string>());
    ASSERT_EQ(signature.signature, request.at("signature").get<std::string>());
    ++compared;
  }
  EXPECT_EQ(compared, 1000);
}

}  // namespace
}  // namespace assay
