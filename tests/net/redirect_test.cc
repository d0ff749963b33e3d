#include "net/redirect.h"

#include <gtest/gtest.h>

#include "support/loopback_server.h"

namespace assay {
namespace {

using test::LoopbackServer;
using test::make_reply;
using test::ReceivedRequest;

class RedirectTest : public testing::Test {
 protected:
  HttpRequest request_of(const std::string& address, const std::string& method = "GET") {
    HttpRequest request;
    request.method = method;
    request.url = *parse_url(address);
    request.headers = {{"Authorization", "Bearer canary"}, {"Range", "bytes=5-"}};
    return request;
  }
  LoopbackServer other_{[](const ReceivedRequest&) { return make_reply(200, "there"); }};
  std::unique_ptr<HttpClient> client_ = make_http_client();
};

TEST_F(RedirectTest, CredentialsStayWithTheOriginTheyWereMeantFor) {
  LoopbackServer server([&](const ReceivedRequest& request) {
    if (request.target == "/start")
      return make_reply(307, "", {{"Location", "next"}, {"X-First", "1"}});
    return make_reply(302, "", {{"Location", other_.url("/file?sig=1")}});
  });
  std::string first;
  RedirectOptions options;
  options.on_redirect = [&](const HttpReply& reply, const Url&) {
    if (first.empty()) first = reply.headers.get("X-First");
  };
  const auto outcome =
      send_following_redirects(*client_, request_of(server.url("/start")), options);
  EXPECT_EQ(outcome.reply.body, "there");
  EXPECT_EQ(first, "1");
  EXPECT_EQ(server.requests()[1].target, "/next");
  EXPECT_EQ(server.requests()[1].headers.get("Authorization"), "Bearer canary");
  ASSERT_EQ(other_.requests().size(), 1U);
  EXPECT_EQ(other_.requests()[0].target, "/file?sig=1");
  EXPECT_EQ(other_.requests()[0].headers.find("Authorization"), nullptr);
  EXPECT_EQ(other_.requests()[0].headers.get("Range"), "bytes=5-");
}

TEST_F(RedirectTest, TheMethodStaysOrBecomesGet) {
  const auto method_after = [&](int status, const std::string& method) {
    LoopbackServer server([&](const ReceivedRequest& request) {
      return request.target == "/" ? make_reply(status, "", {{"Location", "/b"}})
                                   : make_reply(200, "");
    });
    HttpRequest request = request_of(server.url("/"), method);
    if (method != "HEAD") request.body = "body";
    (void)send_following_redirects(*client_, request);
    return server.requests().at(1).method + " " + server.requests().at(1).body;
  };
  EXPECT_EQ(method_after(301, "POST"), "GET ");
  EXPECT_EQ(method_after(302, "POST"), "GET ");
  EXPECT_EQ(method_after(303, "PUT"), "GET ");
  EXPECT_EQ(method_after(302, "PUT"), "PUT body");
  EXPECT_EQ(method_after(307, "POST"), "POST body");
  EXPECT_EQ(method_after(308, "POST"), "POST body");
  EXPECT_EQ(method_after(303, "HEAD"), "HEAD ");
}

TEST_F(RedirectTest, ACircleEnds) {
  LoopbackServer server(
      [](const ReceivedRequest&) { return make_reply(302, "", {{"Location", "/"}}); });
  const auto outcome =
      send_following_redirects(*client_, request_of(server.url("/")), {.limit = 3});
  ASSERT_TRUE(outcome.failure);
  EXPECT_NE(outcome.failure->message.find("too many redirects"), std::string::npos);
  EXPECT_EQ(server.requests().size(), 4U);
}

TEST_F(RedirectTest, ALocationThatIsNoAddressIsAFailure) {
  for (const char* location : {"ftp://a/b", "http://", "file:///etc/passwd"}) {
    LoopbackServer server(
        [&](const ReceivedRequest&) { return make_reply(302, "", {{"Location", location}}); });
    EXPECT_TRUE(send_following_redirects(*client_, request_of(server.url("/"))).failure)
        << location;
  }
}

// A client whose replies are made up, for what the loopback server has no certificate for.
class FixedClient final : public HttpClient {
 public:
  HttpOutcome send(const HttpRequest& request) override {
    seen.push_back(request);
    return {.reply = {.status = 302, .headers = {{"Location", "http://cdn/x"}}},
            .failure = std::nullopt};
  }
  std::vector<HttpRequest> seen;
};

TEST_F(RedirectTest, FromEncryptedToPlainIsRefused) {
  FixedClient client;
  const auto outcome = send_following_redirects(client, request_of("https://hub/x"));
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->message,
            "https://hub/x: redirected to http://cdn/x, which is not encrypted");
  EXPECT_EQ(client.seen.size(), 1U);
}

TEST_F(RedirectTest, TheUserInAnAddressDoesNotTravel) {
  LoopbackServer server([&](const ReceivedRequest&) {
    return make_reply(302, "", {{"Location", other_.url("/x")}});
  });
  HttpRequest request = request_of(server.url("/"));
  request.headers.remove("Authorization");
  request.url.user_info = "me:canary";
  (void)send_following_redirects(*client_, request);
  EXPECT_NE(server.requests()[0].headers.find("Authorization"), nullptr);
  EXPECT_EQ(other_.requests()[0].headers.find("Authorization"), nullptr);
}

}  // namespace
}  // namespace assay
