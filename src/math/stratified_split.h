#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// The test half of datasets' Dataset.train_test_split(test_size=num_test, seed=seed,
// stratify_by_column=...): rows in the order it gives them, chosen so that the classes keep their
// shares. `classes[i]`, of [0, num_classes), is the class of row i; the train half takes the rest.
// Empty when it cannot be made: a class has fewer than two rows, or a half fewer rows than there are
// classes. REQUIRES: num_test < classes.size(); every class has a row.
[[nodiscard]] std::vector<std::size_t> stratified_sample(std::span<const std::uint32_t> classes,
                                                         std::size_t num_classes,
                                                         std::size_t num_test, std::uint64_t seed);

}  // namespace assay
