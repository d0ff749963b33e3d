#pragma once

#include <map>
#include <string>
#include <vector>

#include "assay/decision.h"
#include "cli/flag_set.h"

namespace assay::cli {

// The flags by which a model is held to bounds: --max-latency-p95 20ms, --min ndcg@10=0.6.
class ConstraintFlags {
 public:
  void declare(FlagSet& flags);
  // Throws Error{kUsage} for a value that cannot be read.
  [[nodiscard]] std::vector<Constraint> constraints() const;

 private:
  std::map<Criterion, std::string> bounds_;
  std::vector<std::string> metrics_;
};

// How intervals and tests are made.
class DecisionFlags {
 public:
  // --resamples, --seed.
  void declare_resampling(FlagSet& flags);
  // Those and --over, --any-revision.
  void declare(FlagSet& flags);
  [[nodiscard]] DecisionOptions options() const;

 private:
  std::size_t resamples_ = 10'000;
  std::size_t seed_ = 42;
  std::string unit_ = "auto";
  bool any_revision_ = false;
};

}  // namespace assay::cli
