#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "aws/credentials.h"
#include "net/headers.h"

namespace assay {

// What is signed: the request as it goes over the wire.
struct SigningInput {
  std::string_view method;
  std::string_view path = "/";  // "/model/amazon.titan-embed-text-v2%3A0/invoke"
  std::string_view query;       // without "?"
  // All headers to sign, Host among them (with its port when that is not the scheme's own), but for those
  // that signing adds. Never signed: user-agent, connection and others that travel at a proxy's or a
  // library's will.
  const HttpHeaders& headers;
  std::string_view body;
};

struct SigningScope {
  std::string region;   // of the endpoint
  std::string service;  // the signing name: "bedrock" for bedrock-runtime
  std::chrono::system_clock::time_point now;
  // Every service but S3: dot segments and double slashes are removed from the path, and what is left
  // is percent-encoded once more than on the wire, so that "%3A" turns into "%253A".
  bool normalize_path = true;
  bool encode_path = true;
  bool add_content_sha256 = false;  // S3 demands the header x-amz-content-sha256
  bool sign_session_token = true;
};

struct Signature {
  // To add to the request: X-Amz-Date, X-Amz-Security-Token and X-Amz-Content-Sha256 where they apply,
  // Authorization.
  HttpHeaders headers;
  // The steps on the way. Never to be shown: with a token they hold a secret.
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;  // hex digits
};

// AWS Signature Version 4 in the Authorization header ("Signature Version 4 signing process", AWS
// General Reference). A pure function: neither clock nor network.
[[nodiscard]] Signature sign_v4(const SigningInput& input, const Credentials& credentials,
                                const SigningScope& scope);

// "20260102T030405Z".
[[nodiscard]] std::string format_amz_date(std::chrono::system_clock::time_point time);

}  // namespace assay
