#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/sklearn_version.h"
#include "math/kmeans_plus_plus.h"

namespace assay {

struct KMeansOptions {
  std::size_t clusters = 0;
  std::size_t batch_size = 0;
  std::uint32_t seed = 42;
  SklearnVersion version = SklearnVersion::k1_9;
};

// Mini-batch k-means (Sculley, 2010) as scikit-learn's MiniBatchKMeans(n_clusters, batch_size,
// init="k-means++", n_init=1, random_state=seed) with everything else at its default: the same
// draws, centres in float32, the same rules for reassigning small clusters and for stopping.
// Returns the cluster of every point. Differences in the last bit of a product or a sum can send
// the run elsewhere; they are rare. Works in one thread. REQUIRES: 0 < clusters <= points.size(),
// batch_size > 0.
[[nodiscard]] std::vector<std::uint32_t> mini_batch_kmeans(const Points& points,
                                                           const KMeansOptions& options);

}  // namespace assay
