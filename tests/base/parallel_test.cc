#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

namespace assay {
namespace {

TEST(ParallelTest, VisitsEveryIndexOnceAtAnyThreadCount) {
  for (const unsigned threads : {1U, 2U, 5U}) {
    std::vector<int> visits(1000);
    parallel_for(visits.size(), threads, [&](std::size_t i, unsigned worker) {
      EXPECT_LT(worker, threads);
      ++visits[i];
    });
    EXPECT_EQ(std::accumulate(visits.begin(), visits.end(), 0), 1000);
    EXPECT_EQ(*std::min_element(visits.begin(), visits.end()), 1);
  }
}

TEST(ParallelTest, RethrowsWhatABodyThrew) {
  EXPECT_THROW(parallel_for(100, 2,
                            [](std::size_t i, unsigned) {
                              if (i == 17) throw std::runtime_error("17");
                            }),
               std::runtime_error);
}

TEST(ParallelTest, WhatOthersThrowBecauseOfAFailureDoesNotTakeItsPlace) {
  for (int repeat = 0; repeat < 100; ++repeat) {
    std::atomic<bool> is_stopped{false};
    try {
      parallel_for(
          2, 2,
          [&](std::size_t i, unsigned) {
            while (i == 1 && !is_stopped) std::this_thread::yield();
            throw std::runtime_error(i == 0 ? "first" : "stopped");
          },
          [&] { is_stopped = true; });
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "first");
    }
  }
}

}  // namespace
}  // namespace assay
