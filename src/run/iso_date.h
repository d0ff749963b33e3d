#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

// Unix time in seconds of "2026-11-23T07:31:51.519675Z", also with a blank for the T, without
// fraction, with an offset such as
// "+02:00" for the Z; no offset is taken as UTC. nullopt for anything else.
[[nodiscard]] std::optional<double> parse_iso_date(std::string_view text);
// "2026-11-23 07:31:51 UTC".
[[nodiscard]] std::string print_date(double unix_time);

}  // namespace assay
