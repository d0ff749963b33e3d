#include "cli/embedding_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace assay::cli {
namespace {

Matrix two_by_three() {
  Matrix matrix(2, 3);
  for (std::size_t i = 0; i < 6; ++i) matrix.data()[i] = static_cast<float>(i) + 0.1F;
  return matrix;
}

// What numpy 1.24 writes: np.save(file, np.zeros((2, 3), dtype="<f4")).
TEST(EmbeddingFileTest, NpyHasTheHeaderThatNumpyWrites) {
  const std::string file = to_npy(two_by_three());
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  ASSERT_EQ(file.size(), 128U + 24U);
  EXPECT_EQ(file.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(file.substr(10, header.size()), header);
  EXPECT_EQ(file.substr(10 + header.size(), 127 - 10 - header.size()),
            std::string(127 - 10 - header.size(), ' '));
  EXPECT_EQ(file[127], '\n');
  float last = 0;
  std::memcpy(&last, file.data() + file.size() - 4, 4);
  EXPECT_EQ(last, 5.1F);
}

TEST(EmbeddingFileTest, NpyOfNothingIsAHeader) {
  const std::string file = to_npy(Matrix(0, 384));
  EXPECT_EQ(file.size() % 64, 0U);
  EXPECT_NE(file.find("'shape': (0, 384)"), std::string::npos);
}

TEST(EmbeddingFileTest, JsonLinesHaveTheShortestDigitsThatReadBack) {
  EXPECT_EQ(to_json_lines(two_by_three()), "[0.1, 1.1, 2.1]\n[3.1, 4.1, 5.1]\n");
}

}  // namespace
}  // namespace assay::cli
