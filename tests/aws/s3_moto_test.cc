// A second opinion on S3: moto, where Python has it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include "aws/aws_test_support.h"
#include "aws/s3_client.h"
#include "base/file.h"
#include "support/test_resources.h"

namespace assay {
namespace {

// Runs tests/aws/moto_server.py while it lives.
class MotoServer {
 public:
  MotoServer() {
    const std::string script = (test::source_folder() / "tests/aws/moto_server.py").string();
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe(in.data()) != 0 || ::pipe(out.data()) != 0) return;
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);
      ::close(in[1]);
      ::close(out[0]);
      ::execlp("python3", "python3", script.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    stdin_ = in[1];
    char c = 0;
    while (::read(out[0], &c, 1) == 1 && c != '\n') url_ += c;
    ::close(out[0]);
  }
  ~MotoServer() {
    ::close(stdin_);
    ::waitpid(child_, nullptr, 0);
  }
  MotoServer(const MotoServer&) = delete;
  MotoServer& operator=(const MotoServer&) = delete;
  // "" when Python has no moto.
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  pid_t child_ = -1;
  int stdin_ = -1;
  std::string url_;
};

class OneKey final : public CredentialSource {
 public:
  [[nodiscard]] std::optional<Credentials> load() override {
    return Credentials{.access_key_id = "AKID", .secret_access_key = "secret"};
  }
};

TEST(S3MotoTest, EveryOperationRoundTrips) {
  const MotoServer server;
  if (server.url().empty()) GTEST_SKIP() << "python3 has no moto";
  test::AwsWorld world;
  world.variables = {{"AWS_REGION", "us-east-1"}, {"AWS_ENDPOINT_URL", server.url()}};
  const std::shared_ptr<HttpClient> http = make_http_client();
  auto client = std::make_shared<AwsClient>(
      world.settings(), http,
      std::make_shared<CredentialCache>(std::make_unique<OneKey>(),
                                        [] { return std::chrono::system_clock::now(); }),
      AwsClientOptions{});
  ASSERT_FALSE(
      client->call({.service = AwsService::kS3, .method = "PUT", .path = "/bucket"}).error);

  S3Client s3(client);
  const std::string content = std::string("line\n\0é", 8) + std::string(100'000, 'x');
  const S3Location odd{.bucket = "bucket", .key = "p/a b:c+d%41é.jsonl"};
  EXPECT_FALSE(s3.head(odd));
  s3.put(odd, content);
  EXPECT_EQ(s3.get(odd), content);
  EXPECT_EQ(s3.head(odd)->bytes, content.size());
  s3.download(odd, world.home.path() / "file");
  EXPECT_EQ(read_file(world.home.path() / "file"), content);
  for (int i = 0; i < 5; ++i) s3.put({.bucket = "bucket", .key = "p/" + std::to_string(i)}, "");
  s3.put({.bucket = "bucket", .key = "other"}, "");
  const auto objects = s3.list({.bucket = "bucket", .key = "p/"});
  ASSERT_EQ(objects.size(), 6U);
  EXPECT_EQ(objects[5].key, odd.key);
  EXPECT_EQ(objects[5].bytes, content.size());
  s3.download({.bucket = "bucket", .key = "p/0"}, world.home.path() / "empty");
  EXPECT_EQ(read_file(world.home.path() / "empty"), "");
  s3.remove(odd);
  s3.remove(odd);
  EXPECT_FALSE(s3.head(odd));
}

}  // namespace
}  // namespace assay
