#include "aws/credential_cache.h"

#include "assay/error.h"

namespace assay {
namespace {

constexpr std::chrono::minutes kEarly{10};

}  // namespace

bool CredentialCache::is_good(std::chrono::seconds margin) const {
  return current_ && (!current_->expires || *current_->expires - now_() > margin);
}

Credentials CredentialCache::get() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (is_good(kEarly) || (is_loading_ && is_good(std::chrono::seconds(5)))) return *current_;
    if (!is_loading_) break;
    loaded_.wait(lock);
  }
  is_loading_ = true;
  lock.unlock();
  std::optional<Credentials> fresh;
  std::exception_ptr failure;
  try {
    fresh = source_->load();
    if (!fresh) {
      throw Error(ErrorKind::kUsage,
                  "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a "
                  "profile (--profile, AWS_PROFILE), or log in with 'aws sso login'");
    }
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  is_loading_ = false;
  loaded_.notify_all();
  if (!failure) {
    current_ = std::move(fresh);
  } else if (!is_good(std::chrono::seconds(0))) {
    std::rethrow_exception(failure);
  }
  return *current_;
}

void CredentialCache::refuse(const Credentials& credentials) {
  const std::lock_guard lock(mutex_);
  const bool same = current_ && current_->access_key_id == credentials.access_key_id &&
                    current_->session_token == credentials.session_token;
  if (same) current_.reset();
}

}  // namespace assay
