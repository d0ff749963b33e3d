#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "assay/encoder.h"
#include "encoder/invocation_job.h"

namespace assay {

// A batch job and which texts it has, kept on this machine until its results are taken: whoever asks for
// one of these texts later waits for this job instead of paying again.
struct BatchJob {
  JobOrder order;
  std::string region;
  std::string arn;    // "" = not known: whether Bedrock has the order has to be found out
  std::string scope;  // batch_scope(): the results are for no other model, setting or condition
  // Keys of each record's texts, in the order in which they were sent; "" = was taken.
  std::vector<std::vector<std::string>> records;
};

// SHA-256 of a text, 64 hex digits.
[[nodiscard]] std::string batch_key(const std::string& text);
// Everything but the text that decides a vector, as SHA-256: 64 hex digits.
[[nodiscard]] std::string batch_scope(const ModelInfo& model, const Json& conditions);
// "R0000000042" and back; a place that is no record's for an id that is none.
[[nodiscard]] std::string record_id(std::size_t record);
[[nodiscard]] std::size_t parse_record_id(const std::string& id);

// On the disk, whole, when the call returns. Throws Error{kUnavailable}.
void save_job(const std::filesystem::path& file, const BatchJob& job);
// Throws Error: kUnavailable, kBadData. Without its records when `with_records` is false.
[[nodiscard]] BatchJob load_job(const std::filesystem::path& file, bool with_records = true);

}  // namespace assay
