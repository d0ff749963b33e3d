#include <gtest/gtest.h>

#include <numeric>

#include "math/numpy_random.h"
#include "math/numpy_random_state.h"
#include "math/python_random.h"
#include "support/test_vectors.h"

namespace assay {
namespace {

using Numbers = std::vector<std::uint32_t>;

const Json& expected(const char* key) { return test_vectors().at("rng").at(key); }

Numbers counting_to(std::uint32_t n) {
  Numbers numbers(n);
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

TEST(MersenneTwisterTest, GivesTheWordsOfBothSeedings) {
  auto numpy = MersenneTwister::from_number(42);
  for (const Json& word : expected("numpy_RandomState42_u32")) EXPECT_EQ(numpy.next_u32(), word);
  // Matsumoto and Nishimura's own test: init_by_array({0x123, 0x234, 0x345, 0x456}), first words of
  // mt19937ar.out.
  auto array = MersenneTwister::from_array(Numbers{0x123, 0x234, 0x345, 0x456});
  for (const std::uint32_t word : {1067595299U, 955945823U, 477289528U, 4107218783U, 4228976476U}) {
    EXPECT_EQ(array.next_u32(), word);
  }
}

TEST(NumpyRandomStateTest, DrawsUniformNumbersLikeNumpy) {
  NumpyRandomState random(42);
  for (const Json& number : expected("numpy_RandomState42_uniform"))
    EXPECT_EQ(random.uniform(), number);
}

TEST(NumpyRandomStateTest, DrawsBoundedNumbersLikeNumpy) {
  NumpyRandomState random(42);
  EXPECT_EQ(random.randint(1000, 10),
            expected("numpy_RandomState42_randint_0_1000").get<Numbers>());
  EXPECT_EQ(random.bounded(0), 0U);
}

TEST(NumpyRandomStateTest, PermutesLikeNumpy) {
  EXPECT_EQ(NumpyRandomState(42).permutation(10),
            expected("numpy_RandomState42_permutation_10").get<Numbers>());
}

TEST(NumpyRandomStateTest, ShufflesAnAlreadyShuffledListAgain) {
  Numbers order = counting_to(20);
  for (const Json& experiment : expected("undersample_order_n20_experiments_0_1_2")) {
    NumpyRandomState(42).shuffle(std::span(order));
    EXPECT_EQ(order, experiment.get<Numbers>());
  }
}

TEST(NumpyGeneratorTest, GivesTheWordsAndUniformNumbersOfNumpy) {
  NumpyGenerator words(42);
  for (const Json& word : expected("numpy_default_rng42_raw_u64"))
    EXPECT_EQ(words.next_u64(), word);
  NumpyGenerator uniform(42);
  for (const Json& number : expected("numpy_default_rng42_random"))
    EXPECT_EQ(uniform.uniform(), number);
}

TEST(NumpyGeneratorTest, ShufflesAndPermutesLikeNumpy) {
  NumpyGenerator random(42);
  Numbers list = counting_to(20);
  for (const Json& shuffled : expected("numpy_default_rng42_list_shuffle_n20_consecutive_3")) {
    random.shuffle(std::span(list));
    EXPECT_EQ(list, shuffled.get<Numbers>());
  }
  EXPECT_EQ(NumpyGenerator(42).permutation(12),
            expected("numpy_default_rng42_permutation_12").get<Numbers>());
}

TEST(NumpyGeneratorTest, ChoosesWithoutReplacementLikeNumpy) {
  EXPECT_EQ(NumpyGenerator(42).choice(30, 12),
            expected("numpy_default_rng42_choice_noreplace_12_of_30").get<Numbers>());
}

// numpy 2.4.6: default_rng(2**40 + 7): random(3, float32), choice(20000, 5), choice(20000,
// 1000)[:5], random().
TEST(NumpyGeneratorTest, TakesLongSeedsAndLargePopulationsLikeNumpy) {
  NumpyGenerator random((std::uint64_t{1} << 40U) + 7);
  for (const float number : {0.2065144181251526F, 0.8298128843307495F, 0.6095041036605835F})
    EXPECT_EQ(random.uniform_float(), number);
  EXPECT_EQ(random.choice(20000, 5), (Numbers{340, 10093, 5105, 3075, 13490}));
  Numbers many = random.choice(20000, 1000);
  ASSERT_EQ(many.size(), 1000U);
  many.resize(5);
  EXPECT_EQ(many, (Numbers{13122, 6508, 18713, 15111, 16410}));
  EXPECT_EQ(random.uniform(), 0.4872143442232244);
}

TEST(PythonRandomTest, DrawsUniformNumbersLikePython) {
  EXPECT_EQ(PythonRandom(42).uniform(), expected("python_Random42_random")[0]);
}

TEST(PythonRandomTest, SamplesLikePythonFromSmallAndLargePopulations) {
  EXPECT_EQ(PythonRandom(42).sample(1000, 8),
            expected("python_Random42_sample_1000_8").get<Numbers>());
  EXPECT_EQ(PythonRandom(42).sample(30, 10),
            expected("python_Random42_sample_30_10").get<Numbers>());
  EXPECT_EQ(PythonRandom(42).sample(5, 0), Numbers{});
}

TEST(PythonRandomTest, ChoosesAndShufflesLikePython) {
  EXPECT_EQ(PythonRandom(42).choices(1000, 8),
            expected("python_Random42_choices_1000_8").get<Numbers>());
  Numbers list = counting_to(12);
  PythonRandom(42).shuffle(std::span(list));
  EXPECT_EQ(list, expected("python_Random42_shuffle_12").get<Numbers>());
}

TEST(PythonRandomTest, GivesTheIndicesOfFastClustering) {
  PythonRandom random(42);
  const Json& indices = test_vectors().at("clustering_fast_indices");
  EXPECT_EQ(random.sample(100, 10), indices.at("sample").get<Numbers>());
  EXPECT_EQ(random.choices(10, 5), indices.at("choices1").get<Numbers>());
  EXPECT_EQ(random.choices(10, 5), indices.at("choices2").get<Numbers>());
}

}  // namespace
}  // namespace assay
