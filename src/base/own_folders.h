#pragma once

#include <filesystem>

namespace assay {

// Where assay keeps what it can make again: $ASSAY_CACHE, else $XDG_CACHE_HOME/assay, else
// $HOME/.cache/assay; empty where none of them is set. A relative XDG_CACHE_HOME is ignored (XDG Base
// Directory Specification).
[[nodiscard]] std::filesystem::path own_cache_folder();

// Where assay keeps what must not be lost: $XDG_STATE_HOME/assay, else $HOME/.local/state/assay; likewise.
[[nodiscard]] std::filesystem::path own_state_folder();

}  // namespace assay
