#include "base/parallel.h"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>
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

}  // namespace
}  // namespace assay
