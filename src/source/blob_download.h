#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "source/hub_cache.h"
#include "source/hub_session.h"

namespace assay {

// Brings the content of `file` into the cache's blobs/, unless it is there, and makes it visible in
// the snapshot. Goes on where an earlier attempt was cut; a file that turns out wrong after that is
// fetched once more from the start. `on_bytes` is told of every byte that is there for the first
// time. Throws as fetch_from_hub; what has arrived stays in <etag>.incomplete unless it is wrong.
void download_file(const HubSession& session, const HubCache& cache, const std::string& commit,
                   const HubFile& file, const std::function<void(std::uint64_t)>& on_bytes,
                   const std::stop_token& stop);

}  // namespace assay
