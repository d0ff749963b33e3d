#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/headers.h"

namespace assay::test {

// What a client sent, byte for byte.
struct ReceivedRequest {
  std::string method;
  std::string target;  // path and query as they stood in the request line
  HttpHeaders headers;
  std::string body;
  unsigned connection = 0;  // which connection it came over, from 1
};

// What is sent back: bytes as they are, so that a test can break every rule of HTTP.
struct RawReply {
  std::string bytes;
  bool close = false;                  // ends the connection after the bytes
  std::chrono::milliseconds delay{0};  // before the first byte
};

// A whole reply with Content-Length.
[[nodiscard]] RawReply make_reply(int status, const std::string& body,
                                  const HttpHeaders& headers = {});

// An HTTP/1.1 server on 127.0.0.1 in threads of its own; each request is answered by `handler`,
// which several connections may call at the same time.
class LoopbackServer {
 public:
  using Handler = std::function<RawReply(const ReceivedRequest& request)>;
  explicit LoopbackServer(Handler handler);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] std::string url(const std::string& target = "") const {
    return "http://127.0.0.1:" + std::to_string(port_) + target;
  }
  // All requests so far, in the order of their arrival.
  [[nodiscard]] std::vector<ReceivedRequest> requests() const;

 private:
  void accept_connections();
  void serve(int socket, unsigned number);

  Handler handler_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<ReceivedRequest> requests_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_{false};
  std::thread acceptor_;
};

}  // namespace assay::test
