#include "net/http.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "assay/error.h"
#include "support/error_of.h"
#include "support/loopback_server.h"

namespace assay {
namespace {

using std::chrono::milliseconds;
using test::LoopbackServer;
using test::make_reply;
using test::RawReply;
using test::ReceivedRequest;
using Kind = TransportFailure::Kind;

HttpRequest request_of(const LoopbackServer& server, const std::string& target) {
  HttpRequest request;
  request.url = *parse_url(server.url(target));
  return request;
}

TEST(HttpTest, ARequestArrivesAsItWasWritten) {
  LoopbackServer server([](const ReceivedRequest&) {
    return make_reply(201, "made", {{"X-One", "1"}, {"x-two", "  2 "}});
  });
  const auto client = make_http_client();
  HttpRequest request = request_of(server, "/a//b/../c%2Fd/%7Ee/./?q=%20x&q=");
  request.method = "PUT";
  request.headers = {{"X-Mine", "abc"}, {"X-Empty", ""}};
  request.body = std::string("\0\r\n body", 8);
  const HttpOutcome outcome = client->send(request);
  ASSERT_FALSE(outcome.failure);
  EXPECT_EQ(outcome.reply.status, 201);
  EXPECT_EQ(outcome.reply.body, "made");
  EXPECT_EQ(outcome.reply.headers.get("x-one"), "1");
  EXPECT_EQ(outcome.reply.headers.get("X-TWO"), "2");
  const auto seen = server.requests();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].method, "PUT");
  EXPECT_EQ(seen[0].target, "/a//b/../c%2Fd/%7Ee/./?q=%20x&q=");
  EXPECT_EQ(seen[0].body, request.body);
  EXPECT_EQ(seen[0].headers.get("X-Mine"), "abc");
  ASSERT_NE(seen[0].headers.find("X-Empty"), nullptr);
  EXPECT_EQ(seen[0].headers.get("Host"), "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(seen[0].headers.get("User-Agent").substr(0, 6), "assay/");
  for (const char* added : {"Expect", "Content-Type", "Accept-Encoding"}) {
    EXPECT_EQ(seen[0].headers.find(added), nullptr) << added;
  }
}

TEST(HttpTest, MethodsWithAndWithoutABody) {
  LoopbackServer server([](const ReceivedRequest& request) {
    RawReply reply = make_reply(200, request.method == "HEAD" ? "" : "body");
    return reply;
  });
  const auto client = make_http_client();
  for (const char* method : {"GET", "HEAD", "DELETE", "POST", "PATCH", "OPTIONS"}) {
    HttpRequest request = request_of(server, "/");
    request.method = method;
    EXPECT_TRUE(client->send(request).is_success()) << method;
  }
  for (const auto& seen : server.requests()) {
    const bool takes_body = seen.method == "POST" || seen.method == "PATCH";
    EXPECT_EQ(seen.headers.get("Content-Length"), takes_body ? "0" : "") << seen.method;
  }
}

TEST(HttpTest, TheConnectionIsUsedAgain) {
  LoopbackServer server([](const ReceivedRequest&) { return make_reply(200, "x"); });
  const auto client = make_http_client();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->send(request_of(server, "/")).is_success());
  EXPECT_EQ(server.requests().back().connection, 1U);
}

TEST(HttpTest, ThreadsSendSideBySide) {
  LoopbackServer server([](const ReceivedRequest& request) {
    RawReply reply = make_reply(200, request.target);
    reply.delay = milliseconds(20);
    return reply;
  });
  const auto client = make_http_client();
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const std::string target = "/" + std::to_string(t) + "/" + std::to_string(i);
        const HttpOutcome outcome = client->send(request_of(server, target));
        if (outcome.is_success() && outcome.reply.body == target) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 160);
  std::set<unsigned> connections;
  for (const auto& request : server.requests()) connections.insert(request.connection);
  EXPECT_LE(connections.size(), 16U);
}

TEST(HttpTest, ASinkTakesTheBodyOfASuccessOnly) {
  LoopbackServer server([](const ReceivedRequest& request) {
    return request.target == "/ok" ? make_reply(206, "partial", {{"Content-Range", "bytes 3-9/10"}})
                                   : make_reply(404, "no such thing");
  });
  const auto client = make_http_client();
  std::string taken;
  HttpRequest request = request_of(server, "/ok");
  request.sink = [&](const HttpReply& head, std::string_view piece) {
    EXPECT_EQ(head.status, 206);
    EXPECT_EQ(head.headers.get("Content-Range"), "bytes 3-9/10");
    taken += piece;
  };
  EXPECT_EQ(client->send(request).reply.body, "");
  EXPECT_EQ(taken, "partial");
  request.url = *parse_url(server.url("/missing"));
  const HttpOutcome missing = client->send(request);
  EXPECT_EQ(missing.reply.status, 404);
  EXPECT_EQ(missing.reply.body, "no such thing");
  EXPECT_EQ(taken, "partial");
}

TEST(HttpTest, WhatTheSinkThrowsComesOut) {
  LoopbackServer server([](const ReceivedRequest&) { return make_reply(200, "body"); });
  const auto client = make_http_client();
  HttpRequest request = request_of(server, "/");
  request.sink = [](const HttpReply&, std::string_view) {
    throw Error(ErrorKind::kUnavailable, "no space left");
  };
  EXPECT_EQ(test::error_of([&] { (void)client->send(request); }), "no space left");
  request.sink = nullptr;
  EXPECT_TRUE(client->send(request).is_success());  // the client is as good as before
}

TEST(HttpTest, RedirectsAreLeftToTheCaller) {
  LoopbackServer server(
      [](const ReceivedRequest&) { return make_reply(302, "", {{"Location", "/elsewhere"}}); });
  const HttpOutcome outcome = make_http_client()->send(request_of(server, "/"));
  EXPECT_EQ(outcome.reply.status, 302);
  EXPECT_EQ(outcome.reply.headers.get("Location"), "/elsewhere");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(HttpTest, AReplyThatIsCutIsNoReply) {
  LoopbackServer server([](const ReceivedRequest& request) -> RawReply {
    if (request.target == "/nothing") return {.bytes = "", .close = true};
    if (request.target == "/head") return {.bytes = "HTTP/1.1 200 OK\r\nX-", .close = true};
    if (request.target == "/chunked")
      return {.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
              .close = true};
    return {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", .close = true};
  });
  const auto client = make_http_client();
  for (const char* target : {"/nothing", "/body", "/chunked"}) {
    const HttpOutcome outcome = client->send(request_of(server, target));
    ASSERT_TRUE(outcome.failure) << target;
    EXPECT_EQ(outcome.failure->kind, Kind::kCut) << target << outcome.failure->message;
  }
  EXPECT_EQ(client->send(request_of(server, "/body")).reply.body, "hello");  // what had arrived
}

TEST(HttpTest, ABodyThatIsTooLargeIsNotKept) {
  LoopbackServer server(
      [](const ReceivedRequest&) { return make_reply(200, std::string(5000, 'x')); });
  HttpRequest request = request_of(server, "/");
  request.max_body_bytes = 4999;
  EXPECT_EQ(make_http_client()->send(request).failure->kind, Kind::kTooLarge);
  request.max_body_bytes = 5000;
  EXPECT_TRUE(make_http_client()->send(request).is_success());
}

TEST(HttpTest, TimeoutsEndARequest) {
  LoopbackServer server([](const ReceivedRequest&) {
    RawReply reply = make_reply(200, "late");
    reply.delay = std::chrono::seconds(20);
    return reply;
  });
  HttpRequest request = request_of(server, "/");
  request.timeouts.total = milliseconds(100);
  EXPECT_EQ(make_http_client()->send(request).failure->kind, Kind::kTimeout);
  request.timeouts.total = milliseconds(0);
  request.timeouts.stall = std::chrono::seconds(1);
  EXPECT_EQ(make_http_client()->send(request).failure->kind, Kind::kTimeout);
}

TEST(HttpTest, AStopEndsARequestAtOnce) {
  LoopbackServer server([](const ReceivedRequest&) {
    RawReply reply = make_reply(200, "late");
    reply.delay = std::chrono::seconds(20);
    return reply;
  });
  std::stop_source source;
  HttpRequest request = request_of(server, "/");
  request.stop = source.get_token();
  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(50));
    source.request_stop();
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(make_http_client()->send(request).failure->kind, Kind::kInterrupted);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  stopper.join();
}

TEST(HttpTest, NobodyThereIsAFailure) {
  std::string address;
  {
    LoopbackServer server([](const ReceivedRequest&) { return make_reply(200, ""); });
    address = server.url("/path?token=abc");
  }
  HttpRequest request;
  request.url = *parse_url(address);
  const HttpOutcome outcome = make_http_client()->send(request);
  EXPECT_EQ(outcome.failure->kind, Kind::kConnect);
  EXPECT_EQ(outcome.failure->message.find("token"), std::string::npos);
  request.url = *parse_url("http://no-such-host.invalid/");
  EXPECT_EQ(make_http_client()->send(request).failure->kind, Kind::kResolve);
}

TEST(HttpTest, AHeaderWithALineBreakIsRefusedWithoutItsValue) {
  HttpRequest request;
  request.url = *parse_url("http://127.0.0.1:1/");
  request.headers = {{"Authorization", "Bearer canary\r\nX: y"}};
  const auto client = make_http_client();
  EXPECT_EQ(test::error_of([&] { (void)client->send(request); }),
            "the value for the header Authorization holds a line break or a zero byte");
}

}  // namespace
}  // namespace assay
