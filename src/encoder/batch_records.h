#pragma once

#include <cstddef>

namespace assay {

// What Bedrock takes in a batch job. Quotas of an account that are commonly these; see Service Quotas.
inline constexpr std::size_t kFewestRecords = 100;
inline constexpr std::size_t kMostRecords = 50'000;
// Of the file with the records; Bedrock takes 1 GB.
inline constexpr std::size_t kMostInputBytes = std::size_t{256} << 20U;

// How many texts go into a record so that a job for `texts` of them has enough records, when a call takes
// at most `most` texts; 0 when there are too few texts for a job.
[[nodiscard]] std::size_t texts_per_record(std::size_t texts, std::size_t most);

}  // namespace assay
