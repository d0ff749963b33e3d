#pragma once

#include <curl/curl.h>

namespace assay {

// The functions of libcurl that are used. libcurl is loaded when the first client is made: on Debian it brings 25
// libraries along (LDAP, Kerberos, GnuTLS, ...) whose loading takes most of the start-up time of a program that is often
// asked for something that needs no network.
struct CurlLibrary {
  decltype(&::curl_global_init) global_init;
  decltype(&::curl_getdate) getdate;
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_easy_reset) easy_reset;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_getinfo) easy_getinfo;
  decltype(&::curl_easy_strerror) easy_strerror;
  decltype(&::curl_multi_init) multi_init;
  decltype(&::curl_multi_cleanup) multi_cleanup;
  decltype(&::curl_multi_add_handle) multi_add_handle;
  decltype(&::curl_multi_remove_handle) multi_remove_handle;
  decltype(&::curl_multi_perform) multi_perform;
  decltype(&::curl_multi_poll) multi_poll;
  decltype(&::curl_multi_wakeup) multi_wakeup;
  decltype(&::curl_multi_info_read) multi_info_read;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;
};

// Loaded and started by the first call; any thread may call. Throws Error{kUnavailable} when the
// library is not installed or cannot be started.
[[nodiscard]] const CurlLibrary& curl();

}  // namespace assay
