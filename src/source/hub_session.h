#pragma once

#include <functional>
#include <string>
#include <vector>

#include "net/http.h"
#include "net/retry.h"
#include "source/hub_repo.h"

namespace assay {

// Talks to the hub about one repository. Safe from any thread.
class HubSession {
 public:
  // All three must outlive it. Throws Error{kUsage} when the endpoint is no http address.
  HubSession(HttpClient& client, const RetryClock& clock, const HubOptions& options, HubRepo repo);

  // Attempts for each request, the first one included; 5 from the start.
  void set_attempts(unsigned attempts) { policy_.max_attempts = attempts; }

  // The commit that `revision` stands for now. Throws Error as list_hub_files.
  [[nodiscard]] std::string resolve(const std::string& revision) const;
  // All files of a commit, sorted by path. Throws likewise.
  [[nodiscard]] std::vector<HubFile> list(const std::string& commit) const;
  // Asks for a file from byte `begin()` on, which is asked again at every attempt, and hands what
  // comes to `sink`. Returns the outcome of the last attempt; `is_from_hub`: the reply is the hub's
  // own, not that of the storage it redirects to.
  struct FileOutcome {
    HttpOutcome outcome;
    bool is_from_hub = true;
  };
  [[nodiscard]] FileOutcome get_file(const std::string& commit, const std::string& path,
                                     const std::function<std::uint64_t()>& begin,
                                     const BodySink& sink, const std::stop_token& stop) const;

  [[nodiscard]] const HubRepo& repo() const noexcept { return repo_; }
  [[nodiscard]] const HubOptions& options() const noexcept { return options_; }

 private:
  [[nodiscard]] HttpRequest make_request(const std::string& target) const;
  [[nodiscard]] HttpReply ask(const Url& url, const std::string& revision) const;
  [[nodiscard]] RetryHooks make_hooks(const std::stop_token& stop) const;

  HttpClient& client_;
  const RetryClock& clock_;
  const HubOptions& options_;
  HubRepo repo_;
  Url endpoint_;
  RetryPolicy policy_;
};

}  // namespace assay
