#include <algorithm>

#include "assay/measure.h"

namespace assay {

std::uint64_t MemoryUse::peak_bytes() const {
  return std::max(
      {before_bytes, loaded_bytes, peak_load_bytes, peak_query_bytes, peak_batch_bytes});
}

const Latency* Measurement::latency(std::string_view texts) const {
  const auto found = std::ranges::find(latencies, texts, &Latency::texts);
  return found == latencies.end() ? nullptr : &*found;
}

const Throughput* Measurement::best_throughput(std::string_view texts) const {
  const Throughput* best = nullptr;
  for (const Throughput& throughput : throughputs) {
    if (throughput.texts != texts) continue;
    if (best == nullptr || throughput.tokens_per_second > best->tokens_per_second) {
      best = &throughput;
    }
  }
  return best;
}

const Measurement* choose_measurement(const std::vector<Measurement>& measurements,
                                      std::string_view precision) {
  const Measurement* chosen = nullptr;
  for (const Measurement& measurement : measurements) {
    if (!precision.empty() && measurement.precision != precision) continue;
    const bool is_better =
        chosen == nullptr || (measurement.is_full && !chosen->is_full) ||
        (measurement.is_full == chosen->is_full && measurement.date > chosen->date);
    if (is_better) chosen = &measurement;
  }
  return chosen;
}

}  // namespace assay
