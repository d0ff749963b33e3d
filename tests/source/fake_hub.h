#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "net/http.h"

namespace assay::test {

inline std::string git_blob_id(const std::string& content) {
  Hasher hasher(Hasher::Kind::kSha1);
  hasher.update("blob " + std::to_string(content.size()) + std::string(1, '\0') + content);
  return hasher.finish();
}

// A client that is its own hub: one model "org/m" with one commit, large files at another host.
// tests/support/hub_stub.py is the larger one, over sockets.
class FakeHub final : public HttpClient {
 public:
  static constexpr const char* kCommit = "0123456789abcdef0123456789abcdef01234567";

  std::map<std::string, std::string> files;  // those called *.safetensors are large files
  // Looks at every request first; what it returns with a status or a failure is the answer.
  std::function<HttpOutcome(const HttpRequest&)> intercept;

  HttpOutcome send(const HttpRequest& request) override {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request.method + " " + to_string(request.url));
    ranges_.push_back(request.headers.get("Range"));
    if (intercept) {
      HttpOutcome outcome = intercept(request);
      if (outcome.failure || outcome.reply.status != 0) return outcome;
    }
    const std::string& path = request.url.path;
    if (path.starts_with("/api/models/org/m/revision/"))
      return reply(200, R"({"sha": ")" + std::string(kCommit) + "\"}");
    if (path == "/api/models/org/m/tree/" + std::string(kCommit)) return reply(200, tree());
    const std::string prefix = "/org/m/resolve/" + std::string(kCommit) + "/";
    if (request.url.host == "storage") return content(request, path.substr(1));
    if (!path.starts_with(prefix)) return reply(404, "");
    const std::string name = path.substr(prefix.size());
    if (!name.ends_with(".safetensors")) return content(request, name);
    return reply(302, "", {{"Location", "http://storage/" + name}});
  }

  [[nodiscard]] static HttpOutcome reply(int status, std::string body, HttpHeaders headers = {}) {
    return {.reply = {.status = status, .headers = std::move(headers), .body = std::move(body)},
            .failure = std::nullopt};
  }
  [[nodiscard]] static HttpOutcome failure(TransportFailure::Kind kind) {
    return {.reply = {}, .failure = TransportFailure{.kind = kind, .message = "no way through"}};
  }
  // Hands the body to the sink as a real client does; `cut`: only so many bytes of it arrive.
  [[nodiscard]] static HttpOutcome deliver(const HttpRequest& request, int status,
                                           const std::string& body, HttpHeaders headers = {},
                                           std::size_t cut = std::string::npos) {
    HttpOutcome outcome = reply(status, "", std::move(headers));
    request.sink(outcome.reply, body.substr(0, cut));
    if (cut < body.size()) {
      outcome.failure = {.kind = TransportFailure::Kind::kCut, .message = "cut"};
    }
    return outcome;
  }
  // The content from the byte on that the request asks for.
  [[nodiscard]] HttpOutcome content(const HttpRequest& request, const std::string& name,
                                    std::size_t cut = std::string::npos) {
    const std::string& whole = files.at(name);
    const std::string range = request.headers.get("Range");
    if (range.empty()) return deliver(request, 200, whole, {}, cut);
    const std::size_t begin = std::stoul(range.substr(6));
    return deliver(request, 206, whole.substr(begin),
                   {{"Content-Range", "bytes " + std::to_string(begin) + "-" +
                                          std::to_string(whole.size() - 1) + "/" +
                                          std::to_string(whole.size())}},
                   cut);
  }

  [[nodiscard]] std::vector<std::string> requests() const { return requests_; }
  [[nodiscard]] std::size_t count(const std::string& part) const {
    std::size_t n = 0;
    for (const std::string& request : requests_) n += request.find(part) != std::string::npos;
    return n;
  }
  // The Range headers of the requests whose address holds `part`.
  [[nodiscard]] std::vector<std::string> ranges(const std::string& part) const {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      if (requests_[i].find(part) != std::string::npos) found.push_back(ranges_[i]);
    }
    return found;
  }
  void forget() {
    requests_.clear();
    ranges_.clear();
  }

 private:
  [[nodiscard]] std::string tree() const {
    std::string body;
    for (const auto& [name, text] : files) {
      body += (body.empty() ? "[" : ",") + std::string(R"({"type":"file","path":")") + name +
              R"(","size":)" + std::to_string(text.size()) + R"(,"oid":")" + git_blob_id(text) +
              "\"";
      if (name.ends_with(".safetensors")) {
        body += R"(,"lfs":{"oid":")" + sha256_hex(text) + R"(","size":)" +
                std::to_string(text.size()) + R"(,"pointerSize":134})";
      }
      body += "}";
    }
    return body + "]";
  }

  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<std::string> ranges_;
};

}  // namespace assay::test
