#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "math/numpy_random.h"

namespace assay {

struct SplitRows {
  std::vector<std::uint32_t> train;  // row numbers, in the order that the algorithm returns
  std::vector<std::uint32_t> test;
};

// The stratified shuffle split of the `datasets` library (datasets/utils/stratify.py, after scikit-learn's
// StratifiedShuffleSplit), exactly: Dataset.train_test_split(train_size, test_size, seed, stratify_by_column). `classes[i]`
// is the class of row i, any integers. nullopt where the library refuses: a class with one row only, or a half with fewer
// rows than classes. REQUIRES: train_rows + test_rows <= classes.size().
[[nodiscard]] std::optional<SplitRows> stratified_split(std::span<const std::int64_t> classes,
                                                        std::size_t train_rows,
                                                        std::size_t test_rows,
                                                        NumpyGenerator& generator);

// The test half of train_test_split(test_size=num_test, seed=seed); the train half takes the rest. Empty where the
// library refuses. REQUIRES: num_test < classes.size().
[[nodiscard]] std::vector<std::size_t> stratified_sample(std::span<const std::uint32_t> classes,
                                                         std::size_t num_test, std::uint64_t seed);

}  // namespace assay
