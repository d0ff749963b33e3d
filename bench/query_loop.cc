// A hand-written loop around the public interface, to hold `assay bench` against
// (tools/check_measurements.py): it shares no code with src/measure.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "assay/encoder.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<std::string> read_lines(const char* path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

// MODEL PRECISION THREADS QUERIES_FILE DOCUMENTS_FILE BATCH: one line of JSON.
int main(int argc, char** argv) {
  if (argc != 7) return 2;
  const std::vector<std::string> queries = read_lines(argv[4]);
  const std::vector<std::string> documents = read_lines(argv[5]);
  const auto batch = static_cast<std::size_t>(std::atoi(argv[6]));
  assay::ModelOptions options;
  for (const auto precision : {assay::Precision::kF32, assay::Precision::kBf16,
                               assay::Precision::kI16, assay::Precision::kI8}) {
    if (argv[2] == assay::to_string(precision)) options.precision = precision;
  }
  options.threads = static_cast<unsigned>(std::atoi(argv[3]));

  std::vector<double> open_seconds;
  std::unique_ptr<assay::Model> model;
  for (int i = 0; i < 5; ++i) {
    model.reset();
    const auto start = Clock::now();
    model = assay::open_model(argv[1], options);
    open_seconds.push_back(seconds_since(start));
  }
  std::sort(open_seconds.begin(), open_seconds.end());
  assay::Encoder& encoder = *model->as_encoder();

  std::vector<double> times;
  for (int i = 0; i < 650; ++i) {
    const std::vector<std::string> one = {queries[static_cast<std::size_t>(i) % queries.size()]};
    const auto start = Clock::now();
    (void)encoder.encode(one, {.role = assay::Role::kQuery});
    if (i >= 50) times.push_back(1e3 * seconds_since(start));
  }
  std::sort(times.begin(), times.end());

  std::size_t done = 0;
  std::size_t next = 0;
  (void)encoder.encode(std::span(documents).first(batch), {.role = assay::Role::kDocument});
  const auto start = Clock::now();
  while (seconds_since(start) < 3) {
    if (next + batch > documents.size()) next = 0;
    (void)encoder.encode(std::span(documents).subspan(next, batch),
                         {.role = assay::Role::kDocument});
    next += batch;
    done += batch;
  }
  std::printf(
      "{\"open_seconds\": %.6f, \"p50_ms\": %.6f, \"p95_ms\": %.6f, \"texts_per_second\": %.6f}\n",
      open_seconds[2], times[times.size() / 2], times[times.size() * 95 / 100],
      static_cast<double>(done) / seconds_since(start));
  return 0;
}
