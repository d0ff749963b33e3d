#pragma once

namespace assay {

// Python's round(value, digits): the decimal number of `digits` places nearest to the exact binary
// value, to even when two are equally near, as the nearest double. Not finite values come back
// unchanged. REQUIRES: 0 <= digits <= 20.
[[nodiscard]] double python_round(double value, int digits);

}  // namespace assay
