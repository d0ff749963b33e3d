#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "assay/compress.h"
#include "assay/matrix.h"

namespace assay {

// The first columns of each row; divided by its norm when `normalise`. REQUIRES: dimension <= cols.
[[nodiscard]] Matrix truncate_rows(const Matrix& rows, std::size_t dimension, bool normalise);

// The least and the most of every component, all in float32 as numpy computes them.
struct ComponentRanges {
  std::vector<float> least;
  std::vector<float> step;  // (most - least) / 255; 1 where that is 0
};
// REQUIRES: at least one row.
[[nodiscard]] ComponentRanges find_ranges(const Matrix& rows);

// Turns vectors into what is stored, seen three ways. Rows come truncated and normalised.
class Quantiser {
 public:
  // `ranges` is read for int8 and uint8 only, and outlives the object.
  Quantiser(VectorFormat format, const ComponentRanges& ranges)
      : format_(format), ranges_(ranges) {}

  // The stored numbers as floats, in place: codes as they are; bits as -1 and 1, so that a dot
  // product counts agreement; float16 rounded; float32 unchanged.
  void to_codes(Matrix& rows) const;
  // Codes as the numbers they stand for, in place. kMiddle: of each step, which is nearest on
  // average. kFloor: its lower end, and bits as 0 and 1, as sentence-transformers rescores.
  enum class Value { kMiddle, kFloor };
  void to_values(Matrix& codes, Value value) const;

 private:
  VectorFormat format_;
  const ComponentRanges& ranges_;
};

}  // namespace assay
