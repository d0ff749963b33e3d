#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "net/headers.h"
#include "net/url.h"

namespace assay {

// A server's answer. `body` is empty when a sink took it.
struct HttpReply {
  int status = 0;  // 0 when the connection ended before there was one
  HttpHeaders headers;
  std::string body;
  double seconds = 0;  // from the start of the request to its end

  [[nodiscard]] bool is_success() const noexcept { return status >= 200 && status < 300; }
};

struct HttpTimeouts {
  std::chrono::milliseconds connect{10'000};  // name, connection and TLS
  // The longest time in which no byte comes or goes, the wait for the first one included. Whole
  // seconds.
  std::chrono::seconds stall{60};
  std::chrono::milliseconds total{0};  // for everything; 0 = no limit
};

// Takes a piece of the body of a 2xx reply; status and headers are those of `head`. What it throws
// ends the transfer and comes out of `send`.
using BodySink = std::function<void(const HttpReply& head, std::string_view piece)>;

struct HttpRequest {
  std::string method = "GET";
  Url url;
  HttpHeaders headers;  // Host, Content-Length and what is none of the caller's business are added
  std::string body;  // sent with a Content-Length when not empty or the method is POST, PUT, PATCH
  HttpTimeouts timeouts;
  // Without a sink, and for replies that are not 2xx, the body is kept in the reply, at most
  // `max_body_bytes` of it.
  BodySink sink;
  std::size_t max_body_bytes = std::size_t{64} << 20U;
  std::stop_token stop;
};

// Why there is no whole reply. An ordinary outcome: the caller retries or explains.
struct TransportFailure {
  enum class Kind {
    kResolve,      // the host's or the proxy's name is not known
    kConnect,      // no connection
    kTls,          // no secure connection: certificate, protocol
    kTimeout,      // one of the timeouts
    kCut,          // the connection ended before the reply was whole
    kTooLarge,     // more than max_body_bytes
    kInterrupted,  // `stop` was requested
    kOther
  };
  Kind kind = Kind::kOther;
  std::string message;  // one line, no secret: "could not connect to huggingface.co port 443"
};

// `reply` holds what had arrived also when there is a failure.
struct HttpOutcome {
  HttpReply reply;
  std::optional<TransportFailure> failure;

  [[nodiscard]] bool is_success() const noexcept { return !failure && reply.is_success(); }
};

// Sends requests. Any number of threads may send at the same time.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // One request, one reply: redirects are not followed, nothing is retried. Method, path and query
  // go out byte for byte. Throws Error{kUsage} when a header holds a line break (its value is not
  // in the message), and what the sink throws.
  [[nodiscard]] virtual HttpOutcome send(const HttpRequest& request) = 0;
};

struct HttpClientOptions {
  std::string user_agent;  // "" = "assay/<version>"
  // File of certificates to trust, "" = from the environment, as in curl and Python's requests:
  // CURL_CA_BUNDLE, SSL_CERT_FILE, REQUESTS_CA_BUNDLE, else the system's.
  std::string ca_bundle;
};

// A client over libcurl: HTTP/1.1 and HTTP/2, connections kept open and used again, proxies as the
// variables http_proxy, https_proxy, all_proxy and no_proxy say.
[[nodiscard]] std::unique_ptr<HttpClient> make_http_client(const HttpClientOptions& options = {});

}  // namespace assay
