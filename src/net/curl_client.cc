// The only file that sends: HttpClient over libcurl's multi interface, one multi handle for each
// request at work, so that a stop wakes it at once (an easy handle would notice after a second).
#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "net/curl_library.h"
#include "net/http.h"
#include "net/redact.h"
#include "net/sigpipe_block.h"

namespace assay {
namespace {

constexpr std::size_t kMostHeaderBytes = std::size_t{1} << 20U;
constexpr int kPollMilliseconds = 1000;

// One handle with its open connections. Used by one thread at a time.
struct Connection {
  CURLM* multi = curl().multi_init();
  CURL* easy = curl().easy_init();
  std::string origin;  // of the last request

  Connection() {
    if (multi == nullptr || easy == nullptr) throw std::bad_alloc();
  }
  ~Connection() {
    curl().easy_cleanup(easy);
    curl().multi_cleanup(multi);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
};

// What the callbacks of one request work on.
struct Transfer {
  const HttpRequest& request;
  HttpReply reply;
  std::size_t header_bytes = 0;
  bool too_large = false;
  std::exception_ptr thrown;
};

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  return text;
}

// Called for every line of the head; a second status line (after 100 Continue) begins anew.
std::size_t take_header(char* data, std::size_t, std::size_t count, void* user) {
  Transfer& transfer = *static_cast<Transfer*>(user);
  const std::string_view line = trim({data, count});
  transfer.header_bytes += count;
  if (transfer.header_bytes > kMostHeaderBytes) {
    transfer.too_large = true;
    return 0;
  }
  if (line.starts_with("HTTP/")) {
    transfer.reply.headers = {};
    const std::size_t space = line.find(' ');
    transfer.reply.status =
        space == std::string_view::npos ? 0 : std::atoi(std::string(line.substr(space)).c_str());
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    transfer.reply.headers.add(std::string(line.substr(0, colon)),
                               std::string(trim(line.substr(colon + 1))));
  }
  return count;
}

std::size_t take_body(char* data, std::size_t, std::size_t count, void* user) {
  Transfer& transfer = *static_cast<Transfer*>(user);
  HttpReply& reply = transfer.reply;
  if (transfer.request.sink && reply.is_success()) {
    try {
      transfer.request.sink(reply, {data, count});
    } catch (...) {  // must not cross libcurl, which is C
      transfer.thrown = std::current_exception();
      return CURL_WRITEFUNC_ERROR;
    }
    return count;
  }
  if (count > transfer.request.max_body_bytes - reply.body.size()) {
    transfer.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  reply.body.append(data, count);
  return count;
}

TransportFailure::Kind kind_of(CURLcode code) {
  using Kind = TransportFailure::Kind;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Kind::kResolve;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
      return Kind::kConnect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
      return Kind::kTls;
    case CURLE_OPERATION_TIMEDOUT:
      return Kind::kTimeout;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return Kind::kCut;
    default:
      return Kind::kOther;
  }
}

// Values of headers that must not be seen, wherever they turn up.
std::vector<std::string> secrets_of(const HttpRequest& request) {
  std::vector<std::string> secrets;
  for (const char* name : {"Authorization", "Proxy-Authorization", "Cookie", "X-Amz-Security-Token",
                           "Api-Key", "X-Api-Key"}) {
    if (const std::string* value = request.headers.find(name)) secrets.push_back(*value);
  }
  if (!request.url.user_info.empty()) secrets.push_back(request.url.user_info);
  return secrets;
}

// A list for CURLOPT_HTTPHEADER.
class HeaderList {
 public:
  HeaderList() = default;
  ~HeaderList() { curl().slist_free_all(list_); }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  void append(const std::string& line) {
    curl_slist* longer = curl().slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  [[nodiscard]] curl_slist* get() const noexcept { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

void fill_headers(const HttpRequest& request, HeaderList& list) {
  for (const auto& [name, value] : request.headers) {
    if (name.find_first_of("\r\n:") != std::string::npos ||
        value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      throw Error(ErrorKind::kUsage, "the value for the header " + redact(name) +
                                         " holds a line break or a zero byte");
    }
    // libcurl drops a header without a value unless it is written like this.
    list.append(value.empty() ? name + ";" : name + ": " + value);
  }
  // What libcurl would add of its own: a wait before the body, a form's type.
  if (request.headers.find("Expect") == nullptr) list.append("Expect:");
  if (request.headers.find("Content-Type") == nullptr) list.append("Content-Type:");
}

template <typename Value>
void set_option(CURL* easy, CURLoption option, Value value) {
  const CURLcode code = curl().easy_setopt(easy, option, value);
  if (code != CURLE_OK) {
    throw std::runtime_error(std::string("libcurl refuses an option: ") +
                             curl().easy_strerror(code));
  }
}

void set_method(CURL* easy, const HttpRequest& request) {
  const std::string& method = request.method;
  if (method == "HEAD") {
    set_option(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  if (!request.body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
    set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set_option(easy, CURLOPT_POSTFIELDS, request.body.data());
  }
  set_option(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void set_timeouts(CURL* easy, const HttpTimeouts& timeouts) {
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeouts.connect.count()));
  set_option(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeouts.total.count()));
  if (timeouts.stall.count() > 0) {
    set_option(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set_option(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(timeouts.stall.count()));
  }
}

// The file of certificates that the environment names; libcurl itself does not look.
std::string ca_bundle_from_environment() {
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

// Runs until libcurl is done or `stop` is requested; then nullopt.
std::optional<CURLcode> run(const Connection& connection, const std::stop_token& stop) {
  const std::stop_callback wake(stop, [&] { curl().multi_wakeup(connection.multi); });
  for (;;) {
    if (stop.stop_requested()) return std::nullopt;
    int running = 0;
    if (curl().multi_perform(connection.multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
    int queued = 0;
    while (const CURLMsg* message = curl().multi_info_read(connection.multi, &queued)) {
      if (message->msg == CURLMSG_DONE) return message->data.result;
    }
    if (running == 0) return CURLE_FAILED_INIT;
    curl().multi_poll(connection.multi, nullptr, 0, kPollMilliseconds, nullptr);
  }
}

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(HttpClientOptions options) : options_(std::move(options)) {
    static_cast<void>(curl());  // where it is missing, say so before there is work
    if (options_.user_agent.empty()) options_.user_agent = ASSAY_USER_AGENT;
    if (options_.ca_bundle.empty()) options_.ca_bundle = ca_bundle_from_environment();
  }

  HttpOutcome send(const HttpRequest& request) override {
    HeaderList headers;
    fill_headers(request, headers);
    auto connection = take_connection(request.url);
    Transfer transfer{.request = request, .reply = {}, .thrown = nullptr};
    std::array<char, CURL_ERROR_SIZE> message{};
    CURL* easy = connection->easy;
    curl().easy_reset(easy);
    set_up(easy, request, headers, transfer, message.data());

    const SigpipeBlock block;
    if (curl().multi_add_handle(connection->multi, easy) != CURLM_OK) throw std::bad_alloc();
    const auto code = run(*connection, request.stop);
#if LIBCURL_VERSION_NUM >= 0x075700
    // A name that does not resolve would be waited for otherwise.
    if (!code) curl().easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    curl().multi_remove_handle(connection->multi, easy);
    double seconds = 0;
    curl().easy_getinfo(easy, CURLINFO_TOTAL_TIME, &seconds);
    transfer.reply.seconds = seconds;
    // The handle points to locals of this call.
    curl().easy_reset(easy);
    if (code) give_back(std::move(connection));

    if (transfer.thrown) std::rethrow_exception(transfer.thrown);
    HttpOutcome outcome{.reply = std::move(transfer.reply), .failure = std::nullopt};
    if (!code) {
      outcome.failure = {.kind = TransportFailure::Kind::kInterrupted, .message = "interrupted"};
    } else if (transfer.too_large) {
      outcome.failure = {.kind = TransportFailure::Kind::kTooLarge,
                         .message = describe(request.url) + ": the reply is too large"};
    } else if (*code != CURLE_OK) {
      const std::string what = message[0] != '\0' ? message.data() : curl().easy_strerror(*code);
      outcome.failure = {.kind = kind_of(*code),
                         .message = request.url.scheme + "://" + host_header(request.url) + ": " +
                                    redact(what, secrets_of(request))};
    }
    return outcome;
  }

 private:
  void set_up(CURL* easy, const HttpRequest& request, const HeaderList& headers, Transfer& transfer,
              char* message) const {
    set_option(easy, CURLOPT_ERRORBUFFER, message);
    set_option(easy, CURLOPT_URL, to_string(request.url).c_str());
    set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set_option(easy, CURLOPT_PATH_AS_IS, 1L);
    set_option(easy, CURLOPT_NOSIGNAL, 1L);
    set_option(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    set_option(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set_option(easy, CURLOPT_USERAGENT, options_.user_agent.c_str());
    set_option(easy, CURLOPT_HTTPHEADER, headers.get());
    if (!options_.ca_bundle.empty()) {
      set_option(easy, CURLOPT_CAINFO, options_.ca_bundle.c_str());
    }
    set_method(easy, request);
    set_timeouts(easy, request.timeouts);
    set_option(easy, CURLOPT_HEADERFUNCTION, take_header);
    set_option(easy, CURLOPT_HEADERDATA, static_cast<void*>(&transfer));
    set_option(easy, CURLOPT_WRITEFUNCTION, take_body);
    set_option(easy, CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  }

  // The one that talked to that origin last, else the one used last, else a new one.
  std::unique_ptr<Connection> take_connection(const Url& url) {
    std::string origin = url.scheme + "://" + host_header(url);
    std::unique_ptr<Connection> taken;
    {
      const std::lock_guard lock(mutex_);
      auto found = std::find_if(idle_.rbegin(), idle_.rend(),
                                [&](const auto& entry) { return entry->origin == origin; });
      if (found == idle_.rend()) found = idle_.rbegin();
      if (found != idle_.rend()) {
        taken = std::move(*found);
        idle_.erase(std::next(found).base());
      }
    }
    if (!taken) taken = std::make_unique<Connection>();
    taken->origin = std::move(origin);
    return taken;
  }

  void give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }

  HttpClientOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(const HttpClientOptions& options) {
  return std::make_unique<CurlClient>(options);
}

}  // namespace assay
