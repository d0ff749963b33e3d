#pragma once

#include <functional>

#include "net/http.h"

namespace assay {

struct RedirectOptions {
  unsigned limit = 10;
  // Sees every reply that redirects, before its Location is followed: the hub states what a file
  // is in the headers of the first one.
  std::function<void(const HttpReply& reply, const Url& target)> on_redirect = {};
};

// Sends `request` and follows where the replies 301, 302, 303, 307 and 308 point. Authorization,
// Cookie, Proxy-Authorization and the address's own user never go to another origin (scheme, host,
// port); from https never to http. 303 turns into GET, 301 and 302 turn POST into GET; other
// methods and bodies stay. The outcome is that of the last reply; more redirects than the limit, a
// Location that is no address, and a step from https to http are failures of kind kOther.
[[nodiscard]] HttpOutcome send_following_redirects(HttpClient& client, HttpRequest request,
                                                   const RedirectOptions& options = {});

}  // namespace assay
