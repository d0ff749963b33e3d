#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "aws/credential_sources.h"

namespace assay {

// The credentials in use: loaded at the first need, again when fewer than ten minutes are left. One thread
// refreshes, the others go on with the old ones while these are good; a refresh that fails matters only
// when they are not. Any thread may call.
class CredentialCache {
 public:
  CredentialCache(std::unique_ptr<CredentialSource> source,
                  std::function<std::chrono::system_clock::time_point()> now)
      : source_(std::move(source)), now_(std::move(now)) {}

  // Throws Error{kUsage} when no source has any, and what the source throws.
  [[nodiscard]] Credentials get();
  // The service does not take these any more: the next get() loads new ones, unless somebody has already.
  void refuse(const Credentials& credentials);

 private:
  [[nodiscard]] bool is_good(std::chrono::seconds margin) const;
  std::unique_ptr<CredentialSource> source_;
  std::function<std::chrono::system_clock::time_point()> now_;
  std::mutex mutex_;
  std::condition_variable loaded_;
  std::optional<Credentials> current_;
  bool is_loading_ = false;
};

}  // namespace assay
