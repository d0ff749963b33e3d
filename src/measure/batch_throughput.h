#pragma once

#include <span>
#include <string>

#include "assay/measure.h"
#include "measure/processor_use.h"
#include "measure/query_latency.h"

namespace assay {

// One cell of the sweep.
struct SweepCell {
  std::string texts;
  unsigned threads = 1;  // that the model was opened with
  unsigned clients = 1;
  std::size_t batch_texts = 1;
};

// What it came to, and what it took.
struct SweepRun {
  Throughput throughput;
  double seconds = 0;            // all rounds
  double processor_seconds = 0;  // likewise
  double joules = 0;             // likewise, by RAPL; 0 where it cannot be read
  double tokens = 0;             // likewise
};

// `clients` threads hand over batches, one after the other, each again and again from its own part
// of the texts. A round ends when its time is over and every call has come back; the rate is that of
// the whole calls. Where one call takes longer than a round's share of the time, there are fewer
// rounds, rounds.least_count at least; each caller makes rounds.least_calls a round at least. With seconds = 0
// and least_count = count, 1 + count * least_calls calls of each. The first round is preceded by a warm-up of one call for each client. Equal texts in a
// batch count once. Throws as measure_latency does. REQUIRES: texts.size() >= batch_texts.
[[nodiscard]] SweepRun measure_throughput(const TakeTexts& take, const SweepCell& cell,
                                          std::span<const std::string> texts, const Rounds& rounds,
                                          RaplMeter& rapl);

}  // namespace assay
