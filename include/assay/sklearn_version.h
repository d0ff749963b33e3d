#pragma once

#include <string_view>

namespace assay {

// Which versions of scikit-learn give the clustering of which a score is wanted: from the same seed
// they cluster differently (docs/protocols.md), and published scores mix all of them.
enum class SklearnVersion {
  k1_2,  // 1.2 and earlier
  k1_3,  // 1.3 to 1.7
  k1_8,  // 1.8
  k1_9,  // 1.9 and later
};
// "1.2", "1.3", "1.8", "1.9".
[[nodiscard]] std::string_view to_string(SklearnVersion version);
// Of one of those four. REQUIRES: it is one of them.
[[nodiscard]] SklearnVersion parse_sklearn_version(std::string_view text);

}  // namespace assay
