#include "assay/metric/clustering.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/test_vectors.h"

namespace assay {
namespace {

using Groups = std::vector<std::uint32_t>;

TEST(ClusteringMetricsTest, GiveTheValuesOfTheReferenceVectors) {
  const Json& vectors = test_vectors().at("cluster_metrics");
  const auto truth = vectors.at("true").get<Groups>();
  const auto found = vectors.at("pred").get<Groups>();
  // Logarithms of another library and sums in another order.
  EXPECT_NEAR(v_measure(truth, found), vectors.at("v_measure").get<double>(), 1e-14);
  EXPECT_NEAR(adjusted_mutual_information(truth, found), vectors.at("ami").get<double>(), 1e-14);
}

// sklearn 1.9.1 on truth_i = i^2 mod 7, found_i = (i^3 + i) mod 5, i < 200.
TEST(ClusteringMetricsTest, GiveTheValuesOfScikitLearnWhereGroupingsAreUnrelated) {
  Groups truth;
  Groups found;
  for (std::uint32_t i = 0; i < 200; ++i) {
    truth.push_back(i * i % 7);
    found.push_back((i * i * i + i) % 5);
  }
  EXPECT_NEAR(v_measure(truth, found), 0.0007483612857046584, 1e-13);
  EXPECT_NEAR(adjusted_mutual_information(truth, found), -0.012797844804187188, 1e-12);
}

TEST(ClusteringMetricsTest, NamesOfGroupsDoNotMatter) {
  const Groups truth{0, 0, 1, 1, 2, 2, 2, 3};
  // sklearn 1.9.1.
  EXPECT_NEAR(v_measure(truth, Groups{5, 5, 5, 1, 1, 2, 2, 2}), 0.5577965290899926, 1e-14);
  EXPECT_NEAR(v_measure(truth, Groups{0, 0, 0, 9, 9, 7, 7, 7}), 0.5577965290899926, 1e-14);
  EXPECT_NEAR(adjusted_mutual_information(truth, Groups{0, 0, 0, 9, 9, 7, 7, 7}),
              0.20118648299711017, 1e-14);
}

TEST(ClusteringMetricsTest, EqualGroupingsAreOne) {
  EXPECT_DOUBLE_EQ(v_measure(Groups{0, 0, 1, 2}, Groups{3, 3, 1, 0}), 1);
  EXPECT_DOUBLE_EQ(adjusted_mutual_information(Groups{0, 0, 1, 2}, Groups{3, 3, 1, 0}), 1);
}

TEST(ClusteringMetricsTest, OneGroupOnASideSaysNothing) {
  EXPECT_EQ(v_measure(Groups{0, 1, 2}, Groups{4, 4, 4}), 0);
  EXPECT_EQ(adjusted_mutual_information(Groups{0, 1, 2}, Groups{4, 4, 4}), 0);
  EXPECT_EQ(v_measure(Groups{1, 1}, Groups{4, 4}), 1);
  EXPECT_EQ(adjusted_mutual_information(Groups{1, 1}, Groups{4, 4}), 1);
  EXPECT_EQ(v_measure({}, {}), 1);
}

}  // namespace
}  // namespace assay
