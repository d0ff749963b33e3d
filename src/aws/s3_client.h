#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/aws_client.h"

namespace assay {

// An object, or with a key that ends in "/" (or is empty) all objects below it.
struct S3Location {
  std::string bucket;
  std::string key;
};
// "s3://bucket/some/key". Throws Error{kUsage} when it is none.
[[nodiscard]] S3Location parse_s3_uri(std::string_view text);
[[nodiscard]] std::string to_uri(const S3Location& location);

struct S3Object {
  std::string key;
  std::uint64_t bytes = 0;
  std::string etag;
};

// Objects of S3, by the plain operations: no object may be larger than the 5 GiB of one PutObject. Buckets
// are hosts of their own, or the first part of the path where an endpoint is configured or the name has a
// dot. A bucket of another region is found out by the first reply and asked there from then on.
//
// All calls are sent again by AwsClient's rules, and may come from any thread. They throw Error: kUsage
// when there is no such bucket, kUnavailable with S3's reason (and the IAM statement that is missing) for
// anything else, kInterrupted.
class S3Client {
 public:
  explicit S3Client(std::shared_ptr<AwsClient> client);

  void put(const S3Location& object, std::string body, const std::stop_token& stop = {});
  // The whole object, of at most 64 MiB.
  [[nodiscard]] std::string get(const S3Location& object, const std::stop_token& stop = {});
  // Into a file, in parts: a part that fails is asked for again by itself. Throws also when the object
  // changes meanwhile, or the disk is full; the file is left then.
  void download(const S3Location& object, const std::filesystem::path& file,
                const std::stop_token& stop = {});
  // nullopt when it is not there.
  [[nodiscard]] std::optional<S3Object> head(const S3Location& object,
                                             const std::stop_token& stop = {});
  // All objects whose keys begin with the location's, by key.
  [[nodiscard]] std::vector<S3Object> list(const S3Location& prefix,
                                           const std::stop_token& stop = {});
  // What is not there counts as removed.
  void remove(const S3Location& object, const std::stop_token& stop = {});

 private:
  [[nodiscard]] AwsOutcome call(const S3Location& object, AwsCall call);
  [[nodiscard]] AwsOutcome call_or_throw(const S3Location& object, AwsCall call,
                                         const char* action);
  [[nodiscard]] std::string region_of(const std::string& bucket);

  std::shared_ptr<AwsClient> client_;
  bool is_path_style_;
  std::mutex mutex_;
  std::map<std::string, std::string> regions_;  // of buckets that are elsewhere
};

}  // namespace assay
