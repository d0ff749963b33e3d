#pragma once

#include <cstddef>
#include <functional>

namespace assay {

// Cores this process may run on (its affinity mask), at least 1.
[[nodiscard]] unsigned available_cores();
// `threads`, or available_cores() for 0.
[[nodiscard]] unsigned resolve_threads(unsigned threads);

// Calls body(index, worker) for every index in [0, count), spread over `threads` workers that take the next index when they
// are free; worker < threads. Returns when all are done. The first exception thrown stops the hand-out and is rethrown here.
// What `body` writes must not depend on the order of the indices. With several workers, `on_failure` is called once, by the one
// that failed, when its exception is sure to be the one that is rethrown: whatever the others throw because of it comes too late.
void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t, unsigned)>& body,
                  const std::function<void()>& on_failure = {});

}  // namespace assay
