#pragma once

#include <string>
#include <string_view>

namespace assay {

// Unpacks a gzip stream held in memory (several members in a row are allowed). `what` names it in
// the message of Error{kBadData}, thrown when the stream is broken, cut short or followed by other
// bytes. No bytes unpack to none.
[[nodiscard]] std::string unpack_gzip(std::string_view bytes, std::string_view what);

}  // namespace assay
