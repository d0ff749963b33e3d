#pragma once

#include <string_view>

namespace assay {

// True when the path matches the pattern by the rules that the hub's data sets are found with (fsspec's glob): "*" is any
// characters of one name, "?" one, "[a-z]" and "[!a]" one of a set; a whole segment "**" is any number of folders, at the
// end any path. The empty path and one that ends in a slash match nothing: they are no files.
[[nodiscard]] bool matches_glob(std::string_view path, std::string_view pattern);

// True when there is a special character in it.
[[nodiscard]] bool is_glob(std::string_view pattern);

}  // namespace assay
