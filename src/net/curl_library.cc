#include "net/curl_library.h"

#include <dlfcn.h>

#include <string>

#include "assay/error.h"

namespace assay {
namespace {

constexpr const char* kFileName = "libcurl.so.4";  // the name has been the same since 2006

// Never closed: libcurl and the libraries under it keep state to the end of the program.
void* open_library() {
  void* library = dlopen(kFileName, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw Error(ErrorKind::kUnavailable,
                std::string("the network needs libcurl (Debian: libcurl4): ") + dlerror());
  }
  return library;
}

template <typename Function>
void find(void* library, const char* name, Function& function) {
  // POSIX promises that an object pointer of dlsym can be one to a function.
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr) {
    throw Error(ErrorKind::kUnavailable, std::string(kFileName) + " is too old: it has no " + name);
  }
}

CurlLibrary load() {
  void* library = open_library();
  CurlLibrary curl{};
  find(library, "curl_global_init", curl.global_init);
  find(library, "curl_getdate", curl.getdate);
  find(library, "curl_easy_init", curl.easy_init);
  find(library, "curl_easy_cleanup", curl.easy_cleanup);
  find(library, "curl_easy_reset", curl.easy_reset);
  find(library, "curl_easy_setopt", curl.easy_setopt);
  find(library, "curl_easy_getinfo", curl.easy_getinfo);
  find(library, "curl_easy_strerror", curl.easy_strerror);
  find(library, "curl_multi_init", curl.multi_init);
  find(library, "curl_multi_cleanup", curl.multi_cleanup);
  find(library, "curl_multi_add_handle", curl.multi_add_handle);
  find(library, "curl_multi_remove_handle", curl.multi_remove_handle);
  find(library, "curl_multi_perform", curl.multi_perform);
  find(library, "curl_multi_poll", curl.multi_poll);
  find(library, "curl_multi_wakeup", curl.multi_wakeup);
  find(library, "curl_multi_info_read", curl.multi_info_read);
  find(library, "curl_slist_append", curl.slist_append);
  find(library, "curl_slist_free_all", curl.slist_free_all);
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    throw Error(ErrorKind::kUnavailable, "libcurl cannot be started");
  }
  return curl;
}

}  // namespace

const CurlLibrary& curl() {
  static const CurlLibrary kLibrary = load();
  return kLibrary;
}

}  // namespace assay
