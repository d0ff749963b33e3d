#pragma once

#include <memory>

#include "assay/encoder.h"

namespace assay {

// mteb's lexical baseline "mteb/baseline-bm25s": bm25s with its default settings over Snowball
// stems, no weights. Texts are the assembled documents and queries. `threads`: 0 = all cores.
// docs/baselines.md.
[[nodiscard]] std::unique_ptr<Searcher> make_bm25(unsigned threads);

}  // namespace assay
