#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace assay {

// One thing that bills until it is given back.
struct Purchase {
  std::string kind;     // "bedrock throughput"
  std::string account;  // number of the AWS account, "" = not known
  std::string region;
  std::string name;    // with kind and region: which thing
  std::string detail;  // an ARN, once it is known
};

// What was bought, as lines of JSON that are only ever appended, each synced to the disk before the call
// returns. Several processes may write at a time.
class PurchaseLedger {
 public:
  enum class Step { kIntended, kBought, kReleased };
  // The file is made, with its folders, at the first `record`.
  explicit PurchaseLedger(std::filesystem::path file) : file_(std::move(file)) {}

  // Throws Error{kUnavailable} when the line is not safely on the disk.
  void record(Step step, const Purchase& purchase) const;
  // What was intended or bought and not released, oldest first. Throws Error: kUnavailable when the file
  // cannot be read, kBadData when a line is none of ours; a last line without its end (a crash while
  // writing) is left out: its purchase was never made.
  [[nodiscard]] std::vector<Purchase> unreleased() const;

 private:
  std::filesystem::path file_;
};

}  // namespace assay
