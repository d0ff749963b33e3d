#pragma once

#include <span>
#include <string>
#include <string_view>

#include "assay/task.h"

namespace assay {

// The rankings as a TREC run file, which trec_eval and its kin read: "<query> Q0 <document> <rank>
// <score> <tag>", one line for each document, ranks from 1. Blanks in the tag become "_".
[[nodiscard]] std::string print_trec_run(std::span<const Evaluation::Ranking> rankings,
                                         std::string_view tag);

}  // namespace assay
