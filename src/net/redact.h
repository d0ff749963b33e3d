#pragma once

#include <span>
#include <string>
#include <string_view>

namespace assay {

// `text` without what must not be seen. Hidden, each as "[hidden]": every one of `secrets`; what
// follows "Bearer " or "Basic "; access keys and tokens by their prefix (hf_, sk-, AKIA, ASIA); the
// user in "https://user:password@host"; the value of a query parameter that signs or opens
// something (X-Amz-Signature, Signature, token, api_key, ...). For text that came from outside (a
// server's reply may repeat what it was sent) and for messages of libraries.
[[nodiscard]] std::string redact(std::string_view text, std::span<const std::string> secrets = {});

}  // namespace assay
