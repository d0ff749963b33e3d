#pragma once

#include <string>
#include <vector>

#include "net/http.h"
#include "net/retry.h"
#include "source/hub_repo.h"

namespace assay {

// What fetch_from_hub and list_hub_files do, with the client and the clock of the caller.
[[nodiscard]] HubFiles fetch_files(HttpClient& client, const RetryClock& clock, const HubRepo& repo,
                                   const std::string& revision,
                                   const std::vector<std::string>& patterns,
                                   const HubOptions& options);
[[nodiscard]] HubListing list_files(HttpClient& client, const RetryClock& clock,
                                    const HubRepo& repo, const std::string& revision,
                                    const HubOptions& options);

}  // namespace assay
