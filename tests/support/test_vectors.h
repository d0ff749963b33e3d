#pragma once

#include "assay/json.h"
#include "base/file.h"
#include "support/test_resources.h"

namespace assay {

// tests/data/test-vectors.json: numbers produced by the reference functions themselves (numpy 1.24,
// scipy 1.10, scikit-learn 1.2 metrics, trec_eval 9.0.8 through pytrec_eval, mteb 2.20.0).
inline const Json& test_vectors() {
  static const Json vectors = Json::parse(read_file(test::test_data() / "test-vectors.json"));
  return vectors;
}

}  // namespace assay
