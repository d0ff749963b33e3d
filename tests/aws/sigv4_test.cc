#include "aws/sigv4.h"

#include <gtest/gtest.h>

#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/json.h"
#include "base/file.h"
#include "base/json_object.h"
#include "base/sha256.h"
#include "support/test_resources.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::system_clock;

Clock::time_point time_of(int year, int month, int day, int hour, int minute, int second) {
  std::tm parts{};
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  parts.tm_hour = hour;
  parts.tm_min = minute;
  parts.tm_sec = second;
  return Clock::from_time_t(timegm(&parts));
}

// AWS's example keys, which open nothing.
const Credentials kExample = {.access_key_id = "AKIDEXAMPLE",
                              .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};

SigningScope example_scope(const std::string& service) {
  return {.region = "us-east-1", .service = service, .now = time_of(2026, 1, 2, 3, 4, 5)};
}

struct Expected {
  const char* signed_headers;
  const char* canonical_hash;
  const char* signature;
};

void check(const Signature& signature, const Expected& expected) {
  EXPECT_EQ(sha256_hex(signature.canonical_request), expected.canonical_hash)
      << signature.canonical_request;
  EXPECT_EQ(signature.signature, expected.signature);
  EXPECT_NE(signature.headers.get("Authorization")
                .find(std::string("SignedHeaders=") + expected.signed_headers + ","),
            std::string::npos)
      << signature.headers.get("Authorization");
}

const HttpHeaders kRuntimeHeaders = {{"Host", "bedrock-runtime.us-east-1.amazonaws.com"},
                                     {"Content-Type", "application/json"},
                                     {"Accept", "application/json"},
                                     {"User-Agent", "not signed"}};
constexpr const char* kHello = R"({"inputText":"hello"})";

// Signatures that botocore 1.43.11 gives for the same requests; the first is also what its client put
// on a real InvokeModel request.
TEST(SigV4Test, EncodesTheColonOfAModelTwice) {
  const Signature signature = sign_v4({.method = "POST",
                                       .path = "/model/amazon.titan-embed-text-v2%3A0/invoke",
                                       .headers = kRuntimeHeaders,
                                       .body = kHello},
                                      kExample, example_scope("bedrock"));
  EXPECT_NE(signature.canonical_request.find("/model/amazon.titan-embed-text-v2%253A0/invoke"),
            std::string::npos);
  check(signature, {"accept;content-type;host;x-amz-date",
                    "0ec2738221d9d05d50e652e3d207ac350424e68eb1630608655246e9c92cf1e0",
                    "50eaf8c4adbb8c1b85900d8c203d074488f528e51810599f2ec905fe8b1fac08"});
}

TEST(SigV4Test, EncodesAnArnTwice) {
  check(sign_v4({.method = "POST",
                 .path = "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aprovisioned-model"
                         "%2Fabcdefabcdef/invoke",
                 .headers = kRuntimeHeaders,
                 .body = kHello},
                kExample, example_scope("bedrock")),
        {"accept;content-type;host;x-amz-date",
         "6d3c9a9c4c5d6a6b428fa02557eba5bac5b45eb40d4e6abb8f66da8db74af679",
         "f566372d8c411640ad56aea0f8ee0bc55447bc06e89bc55c3aafda59354f45a3"});
}

TEST(SigV4Test, SignsTheSessionToken) {
  Credentials temporary = kExample;
  temporary.session_token = "IQoJb3JpZ2luX2VjEXAMPLE//////////==";
  const Signature signature = sign_v4({.method = "POST",
                                       .path = "/model/amazon.titan-embed-text-v2%3A0/invoke",
                                       .headers = kRuntimeHeaders,
                                       .body = kHello},
                                      temporary, example_scope("bedrock"));
  EXPECT_EQ(signature.headers.get("x-amz-security-token"), temporary.session_token);
  check(signature, {"accept;content-type;host;x-amz-date;x-amz-security-token",
                    "3ad131d40b945176ec9b755ca659642a2214188196911af54703809e7a393edf",
                    "48a3d895cb04ab8d38638a2b7b03111e62daf2bcb41c686f06ce9dca542a66e9"});
}

TEST(SigV4Test, SortsTheQuery) {
  check(sign_v4({.method = "GET",
                 .path = "/foundation-models",
                 .query = "byOutputModality=EMBEDDING&byInferenceType=ON_DEMAND",
                 .headers = {{"Host", "bedrock.us-east-1.amazonaws.com"}},
                 .body = ""},
                kExample, example_scope("bedrock")),
        {"host;x-amz-date", "270e8dc25e359be1b460b8af4f357ca40a4d0a4bf6cdc89ea0390f4dd7140254",
         "de271e2dfbc27ca31b1974f4c98c906b312e84b5e48dd90909523c2728a40cb3"});
}

TEST(SigV4Test, SignsTheTargetOfAJsonCall) {
  check(sign_v4({.method = "POST",
                 .headers = {{"Host", "api.sagemaker.us-east-1.amazonaws.com"},
                             {"Content-Type", "application/x-amz-json-1.1"},
                             {"X-Amz-Target", "SageMaker.DescribeProcessingJob"}},
                 .body = R"({"ProcessingJobName":"eval-1"})"},
                kExample, example_scope("sagemaker")),
        {"content-type;host;x-amz-date;x-amz-target",
         "67b8078c5fcbde2bd5d31c6466cd4182915d79e9f59ae383729fb99652974477",
         "14c71cc42cf5beaec2f0142f3317e164b2f0f9f1d9d1dfb6191b91e72636666a"});
}

TEST(SigV4Test, EncodesAPathOfS3Once) {
  SigningScope scope = example_scope("s3");
  scope.normalize_path = false;
  scope.encode_path = false;
  scope.add_content_sha256 = true;
  check(sign_v4({.method = "PUT",
                 .path = "/a%20b/c%3A1%2B.jsonl",
                 .headers = {{"Host", "examplebucket.s3.us-east-1.amazonaws.com"},
                             {"Content-Type", "text/plain"}},
                 .body = "hi"},
                kExample, scope),
        {"content-type;host;x-amz-content-sha256;x-amz-date",
         "6f9252b8dadf4ab8f6fed517f789322db91271f9fe4630f65e8aca65a9480dd9",
         "63512b55bbb9c4e332b40d4428fe4c62f9b9284b50932650bb7660c44f74cd10"});
}

TEST(SigV4Test, SignsAFormForSts) {
  check(sign_v4({.method = "POST",
                 .headers = {{"Host", "sts.us-east-1.amazonaws.com"},
                             {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                 .body = "Action=GetCallerIdentity&Version=2011-06-15"},
                kExample, example_scope("sts")),
        {"content-type;host;x-amz-date",
         "8950aa637e8c92025b0538006475e7a6bfe500443fed4346748d7411aba800df",
         "b57eccc771c57ff3d2d1121eb0768f9b5a596f1e2aa97e452275256232edfb15"});
}

// Steps that can be checked by hand.
TEST(SigV4Test, WritesTheCanonicalRequest) {
  const Signature signature =
      sign_v4({.method = "GET",
               .path = "/a//b/../c d/",
               .query = "uploads&b=2&a=%2f",
               .headers = {{"Host", "localhost:8080"}, {"X-Amz-Two", " a   b "}},
               .body = ""},
              kExample, example_scope("test"));
  EXPECT_EQ(signature.canonical_request,
            "GET\n/a/c%20d/\na=%2F&b=2&uploads=\n"
            "host:localhost:8080\nx-amz-date:20260102T030405Z\nx-amz-two:a b\n\n"
            "host;x-amz-date;x-amz-two\n"
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// A request file of the suite: raw request line, headers (a line that begins with a blank goes on from
// the one before), body.
struct SuiteRequest {
  std::string method;
  std::string path;
  std::string query;
  HttpHeaders headers;
  std::string body;
};

SuiteRequest parse_request(const std::string& text) {
  SuiteRequest request;
  const auto end_of_head = std::min(text.find("\n\n"), text.size());
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < end_of_head;) {
    const auto end = std::min(text.find('\n', begin), end_of_head);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  const std::string& first = lines.at(0);
  const auto space = first.find(' ');
  request.method = first.substr(0, space);
  const std::string target = first.substr(space + 1, first.rfind(" HTTP/") - space - 1);
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string::npos) request.query = target.substr(mark + 1);
  std::vector<HttpHeaders::Field> fields;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].starts_with(' ')) {
      fields.back().second += " " + lines[i];
    } else {
      const auto colon = lines[i].find(':');
      fields.emplace_back(lines[i].substr(0, colon), lines[i].substr(colon + 1));
    }
  }
  for (auto& [name, value] : fields) request.headers.add(name, value);
  if (end_of_head < text.size()) request.body = text.substr(end_of_head + 2);
  return request;
}

Clock::time_point parse_time(const std::string& text) {
  std::tm parts{};
  strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return Clock::from_time_t(timegm(&parts));
}

std::string strip(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// AWS's own suite (awslabs/aws-c-auth, Apache-2.0), which is not part of this repository.
TEST(SigV4Test, AgreesWithThePublishedSuite) {
  const auto data = test::shared_data();
  if (!data || !fs::exists(*data / "sigv4-suite"))
    GTEST_SKIP() << "the suite is not on this machine";
  int cases = 0;
  for (const auto& entry : fs::directory_iterator(*data / "sigv4-suite" / "v4")) {
    SCOPED_TRACE(entry.path().filename().string());
    const Json context = read_json_file(entry.path() / "context.json");
    const SuiteRequest request = parse_request(read_file(entry.path() / "request.txt"));
    const Json& keys = context.at("credentials");
    const Credentials credentials = {.access_key_id = keys.at("access_key_id"),
                                     .secret_access_key = keys.at("secret_access_key"),
                                     .session_token = keys.value("token", "")};
    const SigningScope scope = {.region = context.at("region"),
                                .service = context.at("service"),
                                .now = parse_time(context.at("timestamp")),
                                .normalize_path = context.at("normalize"),
                                .add_content_sha256 = context.at("sign_body"),
                                .sign_session_token = !context.value("omit_session_token", false)};
    const Signature signature = sign_v4({.method = request.method,
                                         .path = request.path,
                                         .query = request.query,
                                         .headers = request.headers,
                                         .body = request.body},
                                        credentials, scope);
    EXPECT_EQ(signature.canonical_request,
              strip(read_file(entry.path() / "header-canonical-request.txt")));
    EXPECT_EQ(signature.string_to_sign,
              strip(read_file(entry.path() / "header-string-to-sign.txt")));
    EXPECT_EQ(signature.signature, strip(read_file(entry.path() / "header-signature.txt")));
    ++cases;
  }
  EXPECT_EQ(cases, 38);
}

}  // namespace
}  // namespace assay
