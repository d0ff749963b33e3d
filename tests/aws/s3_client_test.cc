#include "aws/s3_client.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "assay/error.h"
#include "aws/aws_test_support.h"
#include "base/file.h"
#include "support/error_of.h"

namespace assay {
namespace {

class OneKey final : public CredentialSource {
 public:
  [[nodiscard]] std::optional<Credentials> load() override {
    return Credentials{.access_key_id = "AKID", .secret_access_key = "secret"};
  }
};

// Answers in the network's place, and keeps what was asked.
class FakeHttp final : public HttpClient {
 public:
  [[nodiscard]] HttpOutcome send(const HttpRequest& request) override {
    requests.push_back(request);
    return {.reply = answer(request), .failure = {}};
  }
  std::function<HttpReply(const HttpRequest&)> answer = [](const HttpRequest&) {
    return HttpReply{.status = 200};
  };
  std::vector<HttpRequest> requests;
};

HttpReply reply(int status, std::string body, HttpHeaders headers = {}) {
  return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

class S3ClientTest : public testing::Test {
 protected:
  S3Client make() {
    world_.variables["AWS_REGION"] = "us-east-1";
    AwsClientOptions options;
    options.clock.sleep = [](std::chrono::milliseconds, const std::stop_token&) { return true; };
    return S3Client(std::make_shared<AwsClient>(
        world_.settings(), http_,
        std::make_shared<CredentialCache>(std::make_unique<OneKey>(),
                                          [] { return std::chrono::system_clock::now(); }),
        options));
  }
  [[nodiscard]] std::string target(std::size_t request) const {
    return to_string(http_->requests.at(request).url);
  }
  test::AwsWorld world_;
  std::shared_ptr<FakeHttp> http_ = std::make_shared<FakeHttp>();
};

TEST(S3UriTest, NamesBucketAndKey) {
  EXPECT_EQ(parse_s3_uri("s3://bucket/a/b c").key, "a/b c");
  EXPECT_EQ(parse_s3_uri("s3://bucket").key, "");
  EXPECT_EQ(to_uri(parse_s3_uri("s3://bucket/a/")), "s3://bucket/a/");
  for (const char* text : {"", "bucket/a", "s3://", "s3://Bucket/a", "s3://a_b/c", "https://b/c"}) {
    EXPECT_NE(test::error_of([&] { (void)parse_s3_uri(text); }).find("s3://bucket/prefix"),
              std::string::npos)
        << text;
  }
}

TEST_F(S3ClientTest, ABucketIsAHostAndItsKeysAreEncodedOnce) {
  make().put({.bucket = "bucket", .key = "a b/c:1+é.jsonl"}, "hi");
  EXPECT_EQ(target(0), "https://bucket.s3.us-east-1.amazonaws.com/a%20b/c%3A1%2B%C3%A9.jsonl");
  const HttpRequest& sent = http_->requests[0];
  EXPECT_EQ(sent.method, "PUT");
  EXPECT_EQ(sent.body, "hi");
  // sha256("hi")
  EXPECT_EQ(sent.headers.get("X-Amz-Content-Sha256"),
            "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4");
  EXPECT_NE(sent.headers.get("Authorization").find("/us-east-1/s3/aws4_request"),
            std::string::npos);
}

TEST_F(S3ClientTest, ANameWithADotAndAConfiguredEndpointGoIntoThePath) {
  make().put({.bucket = "my.bucket", .key = "k"}, "");
  EXPECT_EQ(target(0), "https://s3.us-east-1.amazonaws.com/my.bucket/k");
  world_.variables["AWS_ENDPOINT_URL_S3"] = "http://localhost:9000";
  make().put({.bucket = "bucket", .key = "k"}, "");
  EXPECT_EQ(target(1), "http://localhost:9000/bucket/k");
}

TEST_F(S3ClientTest, FollowsABucketToItsRegionAndStaysThere) {
  http_->answer = [](const HttpRequest& request) {
    const bool is_there = request.url.host.find("eu-west-1") != std::string::npos;
    return is_there ? reply(200, "x")
                    : reply(301, "<Error><Code>PermanentRedirect</Code></Error>",
                            {{"x-amz-bucket-region", "eu-west-1"}});
  };
  S3Client s3 = make();
  EXPECT_EQ(s3.get({.bucket = "bucket", .key = "k"}), "x");
  EXPECT_EQ(s3.get({.bucket = "bucket", .key = "k"}), "x");
  ASSERT_EQ(http_->requests.size(), 3U);
  EXPECT_EQ(target(2), "https://bucket.s3.eu-west-1.amazonaws.com/k");
  EXPECT_NE(http_->requests[1].headers.get("Authorization").find("/eu-west-1/s3/"),
            std::string::npos);
}

TEST_F(S3ClientTest, ARegionInTheBodyIsFollowedToo) {
  http_->answer = [](const HttpRequest& request) {
    const bool is_there = request.url.host.find("ap-south-1") != std::string::npos;
    return is_there ? reply(200, "")
                    : reply(400,
                            "<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message>"
                            "<Region>ap-south-1</Region></Error>");
  };
  make().put({.bucket = "bucket", .key = "k"}, "hi");
  EXPECT_EQ(http_->requests.size(), 2U);
}

TEST_F(S3ClientTest, ListsPageByPage) {
  http_->answer = [](const HttpRequest& request) {
    const bool is_first = request.url.query->find("continuation-token") == std::string::npos;
    return reply(200, is_first ? "<R><Contents><Key>p/a%20b</Key><Size>3</Size></Contents>"
                                 "<NextContinuationToken>t/1=</NextContinuationToken></R>"
                               : "<R><Contents><Key>p/c%2B</Key><Size>40</Size></Contents></R>");
  };
  const auto objects = make().list({.bucket = "bucket", .key = "p/"});
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0].key, "p/a b");
  EXPECT_EQ(objects[1].key, "p/c+");
  EXPECT_EQ(objects[1].bytes, 40U);
  EXPECT_EQ(target(0),
            "https://bucket.s3.us-east-1.amazonaws.com/?encoding-type=url&list-type=2&prefix=p%2F");
  EXPECT_NE(target(1).find("continuation-token=t%2F1%3D&"), std::string::npos);
}

TEST_F(S3ClientTest, DownloadsInPartsOfOneVersion) {
  const std::string content(std::size_t{20} << 20U, 'x');
  http_->answer = [&](const HttpRequest& request) {
    if (request.method == "HEAD") {
      return reply(200, "",
                   {{"Content-Length", std::to_string(content.size())}, {"ETag", "\"7\""}});
    }
    EXPECT_EQ(request.headers.get("If-Match"), "\"7\"");
    const std::string range = request.headers.get("Range");
    if (range == "bytes=0-16777215") return reply(206, content.substr(0, 16777216));
    EXPECT_EQ(range, "bytes=16777216-20971519");
    return reply(206, content.substr(16777216));
  };
  const test::TemporaryFolder folder;
  make().download({.bucket = "bucket", .key = "k"}, folder.path() / "k");
  EXPECT_EQ(read_file(folder.path() / "k"), content);
}

TEST_F(S3ClientTest, SaysWhatIsWrong) {
  http_->answer = [](const HttpRequest& request) {
    if (request.method == "HEAD" || request.method == "DELETE") return reply(404, "");
    if (request.method == "PUT") {
      return reply(403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
    }
    return reply(404, "<Error><Code>NoSuchBucket</Code><Message>m</Message></Error>");
  };
  S3Client s3 = make();
  const S3Location object{.bucket = "bucket", .key = "p/k"};
  EXPECT_FALSE(s3.head(object));
  EXPECT_EQ(test::error_of([&] { s3.put(object, ""); }),
            "s3://bucket/p/k: AccessDenied (403): no; the caller's IAM policy needs the statement "
            R"({"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::bucket/p/k"})");
  EXPECT_NE(test::error_of([&] { (void)s3.list(object); }).find("NoSuchBucket"), std::string::npos);
}

TEST_F(S3ClientTest, AsksAgainWhenS3SaysSlowDown) {
  int asked = 0;
  http_->answer = [&](const HttpRequest&) {
    return ++asked < 4 ? reply(503, "<Error><Code>SlowDown</Code></Error>") : reply(200, "x");
  };
  EXPECT_EQ(make().get({.bucket = "bucket", .key = "k"}), "x");
  EXPECT_EQ(asked, 4);
}

}  // namespace
}  // namespace assay
