#include "aws/s3_client.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <utility>

#include "assay/error.h"
#include "aws/credential_sources.h"

namespace assay {
namespace {

constexpr std::uint64_t kPartBytes = std::uint64_t{16} << 20U;
constexpr unsigned kMostRegions = 3;

bool is_bucket(std::string_view name) {
  return name.size() >= 3 && name.size() <= 63 && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

std::uint64_t parse_count(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Of a list with encoding-type=url.
std::string percent_decode(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, code, 16).ptr == digits + 2) {
      plain += static_cast<char>(code);
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

// What stands between <element> and </element>, each time.
std::vector<std::string> xml_elements(const std::string& xml, const std::string& element) {
  const std::string open = "<" + element + ">";
  const std::string close = "</" + element + ">";
  std::vector<std::string> found;
  for (std::size_t at = xml.find(open); at != std::string::npos; at = xml.find(open, at)) {
    at += open.size();
    const std::size_t end = xml.find(close, at);
    if (end == std::string::npos) break;
    found.push_back(xml.substr(at, end - at));
  }
  return found;
}

// Where the bucket is, from a reply that says it is not here; "" when that is not what it says.
std::string region_told_by(const HttpReply& reply) {
  if (reply.status != 301 && reply.status != 307 && reply.status != 400) return "";
  const std::string told = reply.headers.get("x-amz-bucket-region");
  return told.empty() ? xml_text(reply.body, "Region") : told;
}

std::string statement(const char* action, const S3Location& object, const std::string& region) {
  const bool is_list = std::string_view(action) == "s3:ListBucket";
  return std::string(R"({"Effect":"Allow","Action":")") + action + R"(","Resource":"arn:)" +
         partition_of(region) + ":s3:::" + object.bucket + (is_list ? "" : "/" + object.key) +
         "\"}";
}

[[noreturn]] void fail(const AwsError& error, const S3Location& object, const char* action,
                       const std::string& region) {
  std::string text = to_uri(object) + ": " + describe(error);
  if (error.kind == AwsError::Kind::kAccess) {
    text += "; the caller's IAM policy needs the statement " + statement(action, object, region);
  }
  const bool usage = error.name == "NoSuchBucket";
  throw Error(usage ? ErrorKind::kUsage : ErrorKind::kUnavailable, text);
}

S3Object of_head(const S3Location& object, const HttpHeaders& headers) {
  return {.key = object.key,
          .bytes = parse_count(headers.get("Content-Length")),
          .etag = headers.get("ETag")};
}

}  // namespace

S3Location parse_s3_uri(std::string_view text) {
  constexpr std::string_view kScheme = "s3://";
  if (text.starts_with(kScheme)) {
    const std::string_view rest = text.substr(kScheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if (is_bucket(rest.substr(0, slash))) {
      return {.bucket = std::string(rest.substr(0, slash)),
              .key = std::string(rest.substr(std::min(slash + 1, rest.size())))};
    }
  }
  throw Error(ErrorKind::kUsage,
              "'" + std::string(text) + "' is no place in S3: s3://bucket/prefix is expected");
}

std::string to_uri(const S3Location& location) {
  return "s3://" + location.bucket + "/" + location.key;
}

S3Client::S3Client(std::shared_ptr<AwsClient> client)
    : client_(std::move(client)),
      is_path_style_(client_->settings().is_endpoint_configured(AwsService::kS3)) {}

std::string S3Client::region_of(const std::string& bucket) {
  const std::lock_guard lock(mutex_);
  const auto found = regions_.find(bucket);
  return found == regions_.end() ? client_->region() : found->second;
}

AwsOutcome S3Client::call(const S3Location& object, AwsCall call) {
  call.service = AwsService::kS3;
  call.path = "/" + percent_encode(object.key, "/");
  // A certificate for *.s3.REGION holds for one label: names with a dot go into the path.
  if (is_path_style_ || object.bucket.find('.') != std::string::npos) {
    call.path.insert(0, "/" + object.bucket);
  } else {
    call.host_prefix = object.bucket;
  }
  for (unsigned tried = 1;; ++tried) {
    call.region = region_of(object.bucket);
    AwsOutcome outcome = client_->call(call);
    if (!outcome.error || tried == kMostRegions) return outcome;
    const std::string region = region_told_by(outcome.reply);
    if (region.empty() || region == call.region) return outcome;
    const std::lock_guard lock(mutex_);
    regions_[object.bucket] = region;
  }
}

AwsOutcome S3Client::call_or_throw(const S3Location& object, AwsCall call, const char* action) {
  AwsOutcome outcome = this->call(object, std::move(call));
  if (outcome.error) fail(*outcome.error, object, action, region_of(object.bucket));
  return outcome;
}

void S3Client::put(const S3Location& object, std::string body, const std::stop_token& stop) {
  (void)call_or_throw(object,
                      {.method = "PUT",
                       .headers = {{"Content-Type", "application/octet-stream"}},
                       .body = std::move(body),
                       .stop = stop},
                      "s3:PutObject");
}

std::string S3Client::get(const S3Location& object, const std::stop_token& stop) {
  return call_or_throw(object, {.method = "GET", .stop = stop}, "s3:GetObject").reply.body;
}

void S3Client::download(const S3Location& object, const std::filesystem::path& file,
                        const std::stop_token& stop) {
  const auto facts = head(object, stop);
  if (!facts) throw Error(ErrorKind::kUnavailable, to_uri(object) + ": there is no such object");
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  for (std::uint64_t begin = 0; begin < facts->bytes && out; begin += kPartBytes) {
    const std::uint64_t count = std::min(kPartBytes, facts->bytes - begin);
    const std::string range =
        "bytes=" + std::to_string(begin) + "-" + std::to_string(begin + count - 1);
    const AwsOutcome outcome = call_or_throw(
        object,
        {.method = "GET", .headers = {{"Range", range}, {"If-Match", facts->etag}}, .stop = stop},
        "s3:GetObject");
    if (outcome.reply.body.size() != count) {
      throw Error(ErrorKind::kUnavailable, to_uri(object) + ": " + range + ": " +
                                               std::to_string(outcome.reply.body.size()) +
                                               " bytes came");
    }
    out.write(outcome.reply.body.data(), static_cast<std::streamsize>(count));
  }
  out.close();
  if (!out) throw Error(ErrorKind::kUnavailable, file.string() + ": cannot be written");
}

std::optional<S3Object> S3Client::head(const S3Location& object, const std::stop_token& stop) {
  const AwsOutcome outcome = call(object, {.method = "HEAD", .stop = stop});
  if (!outcome.error) return of_head(object, outcome.reply.headers);
  if (outcome.error->kind == AwsError::Kind::kNotFound) return std::nullopt;
  fail(*outcome.error, object, "s3:GetObject", region_of(object.bucket));
}

std::vector<S3Object> S3Client::list(const S3Location& prefix, const std::stop_token& stop) {
  std::vector<S3Object> objects;
  std::string token;
  do {
    std::string query = "encoding-type=url&list-type=2&prefix=" + percent_encode(prefix.key);
    if (!token.empty()) query.insert(0, "continuation-token=" + percent_encode(token) + "&");
    const AwsOutcome outcome =
        call_or_throw({.bucket = prefix.bucket, .key = ""},
                      {.method = "GET", .query = query, .stop = stop}, "s3:ListBucket");
    for (const std::string& entry : xml_elements(outcome.reply.body, "Contents")) {
      objects.push_back({.key = percent_decode(xml_text(entry, "Key")),
                         .bytes = parse_count(xml_text(entry, "Size")),
                         .etag = xml_text(entry, "ETag")});
    }
    token = xml_text(outcome.reply.body, "NextContinuationToken");
  } while (!token.empty());
  return objects;
}

void S3Client::remove(const S3Location& object, const std::stop_token& stop) {
  const AwsOutcome outcome = call(object, {.method = "DELETE", .stop = stop});
  if (!outcome.error || outcome.error->name == "NoSuchKey") return;
  fail(*outcome.error, object, "s3:DeleteObject", region_of(object.bucket));
}

}  // namespace assay
