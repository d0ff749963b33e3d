#include "support/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <stdexcept>

namespace assay::test {
namespace {

// Reads from a socket what has been asked for and keeps what came beyond.
class Reader {
 public:
  explicit Reader(int socket) : socket_(socket) {}

  // Up to and with `mark`; nullopt when the connection ends before.
  std::optional<std::string> read_until(const std::string& mark) {
    std::size_t end = buffer_.find(mark);
    while (end == std::string::npos) {
      if (!read_more()) return std::nullopt;
      end = buffer_.find(mark);
    }
    return take(end + mark.size());
  }
  std::optional<std::string> read_bytes(std::size_t count) {
    while (buffer_.size() < count) {
      if (!read_more()) return std::nullopt;
    }
    return take(count);
  }

 private:
  bool read_more() {
    std::array<char, 65536> piece{};
    const ssize_t count = recv(socket_, piece.data(), piece.size(), 0);
    if (count <= 0) return false;
    buffer_.append(piece.data(), static_cast<std::size_t>(count));
    return true;
  }
  std::string take(std::size_t count) {
    std::string taken = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return taken;
  }

  int socket_;
  std::string buffer_;
};

ReceivedRequest parse_head(const std::string& head) {
  ReceivedRequest request;
  const std::size_t method_end = head.find(' ');
  const std::size_t target_end = head.find(' ', method_end + 1);
  request.method = head.substr(0, method_end);
  request.target = head.substr(method_end + 1, target_end - method_end - 1);
  std::size_t line = head.find("\r\n") + 2;
  while (line + 2 < head.size()) {
    const std::size_t end = head.find("\r\n", line);
    const std::size_t colon = head.find(':', line);
    std::size_t value = colon + 1;
    while (value < end && head[value] == ' ') ++value;
    request.headers.add(head.substr(line, colon - line), head.substr(value, end - value));
    line = end + 2;
  }
  return request;
}

std::optional<ReceivedRequest> read_request(Reader& reader) {
  const auto head = reader.read_until("\r\n\r\n");
  if (!head) return std::nullopt;
  ReceivedRequest request = parse_head(*head);
  if (const std::string* length = request.headers.find("Content-Length")) {
    auto body = reader.read_bytes(std::stoul(*length));
    if (!body) return std::nullopt;
    request.body = *std::move(body);
  }
  return request;
}

bool send_all(int socket, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

RawReply make_reply(int status, const std::string& body, const HttpHeaders& headers) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " Status\r\n";
  for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
  if (headers.find("Content-Length") == nullptr) {
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  return {.bytes = bytes + "\r\n" + body};
}

LoopbackServer::LoopbackServer(Handler handler) : handler_(std::move(handler)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 128) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no loopback server");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_connections(); });
}

LoopbackServer::~LoopbackServer() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : sockets_) close(socket);
}

std::vector<ReceivedRequest> LoopbackServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void LoopbackServer::accept_connections() {
  for (unsigned number = 1;; ++number) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket, number] { serve(socket, number); });
  }
}

void LoopbackServer::serve(int socket, unsigned number) {
  Reader reader(socket);
  while (auto request = read_request(reader)) {
    request->connection = number;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(*request);
    }
    const RawReply reply = handler_(*request);
    const auto until = std::chrono::steady_clock::now() + reply.delay;
    while (std::chrono::steady_clock::now() < until && !stopping_) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (!send_all(socket, reply.bytes) || reply.close) break;
  }
  shutdown(socket, SHUT_RDWR);
}

}  // namespace assay::test
