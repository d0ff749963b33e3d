#pragma once

#include <string>
#include <string_view>

#include "assay/decision.h"

namespace assay::cli {

// A value of a criterion as people write it, in the unit of Criterion: "20ms" or "0.02s" of a
// latency, "500MB" or "1.5GiB" of memory, weights and storage, "100M" of parameters, "60%" or "0.6"
// of a score, "0.02" or "$0.02" of a price. Throws Error{kUsage} naming `what` for anything else; a
// latency and a size need their unit.
[[nodiscard]] double parse_quantity(std::string_view text, Criterion criterion,
                                    const std::string& what);
// A fraction: "0.005" or "0.5%".
[[nodiscard]] double parse_fraction(std::string_view text, const std::string& what);

// "ndcg_at_10" of "ndcg@10".
[[nodiscard]] std::string metric_name(std::string_view text);

// "latency_p95<=20ms", "score>=0.6", "ndcg@10>=0.5". Throws Error{kUsage}.
[[nodiscard]] Constraint parse_constraint(const std::string& text, const std::string& what);

// The two sides of "ndcg@10=0.6". Throws Error{kUsage} naming `what` when there are not two.
[[nodiscard]] std::pair<std::string, std::string> split_assignment(const std::string& text,
                                                                   const std::string& what);

}  // namespace assay::cli
