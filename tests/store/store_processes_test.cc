#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "assay/store.h"
#include "store/text_vectors.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using test::example_scope;
using test::vectors_of;

constexpr std::size_t kDimension = 64;
constexpr int kBatch = 16;

std::string name_of(int number) { return "text " + std::to_string(number); }

// Writes the texts from `first` on, batch by batch, until it is killed or has written `count`.
[[noreturn]] void write_and_exit(const std::filesystem::path& folder, int first, int count) {
  try {
    const auto store = EmbeddingStore::open(folder, {.map_bytes = 1U << 16U});
    const auto scope = store->open_scope(example_scope(kDimension));
    for (int begin = first; begin < first + count; begin += kBatch) {
      std::vector<std::string> names;
      for (int i = begin; i < begin + kBatch; ++i) names.push_back(name_of(i));
      const std::vector<std::string_view> texts(names.begin(), names.end());
      store->put(*scope, texts, vectors_of(texts, kDimension));
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "writer: %s\n", error.what());
    std::_Exit(1);
  }
  std::_Exit(0);
}

pid_t start_writer(const std::filesystem::path& folder, int first, int count) {
  const pid_t child = fork();
  if (child == 0) write_and_exit(folder, first, count);
  return child;
}

// The number of vectors found among the texts [0, count), all of them right.
std::size_t count_right_ones(EmbeddingStore& store, int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(name_of(i));
  const std::vector<std::string_view> texts(names.begin(), names.end());
  Matrix rows(texts.size(), kDimension);
  std::vector<bool> found(texts.size());
  const std::size_t present =
      store.find(*store.open_scope(example_scope(kDimension)), texts, rows, found);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto expected = test::vector_of(texts[i], kDimension);
    if (found[i] && !std::equal(expected.begin(), expected.end(), rows.row(i).begin())) ++wrong;
  }
  EXPECT_EQ(wrong, 0U);
  return present;
}

TEST(StoreProcessesTest, FourProcessesWriteAtATime) {
  const test::TemporaryFolder folder;
  constexpr int kEach = 640;
  std::vector<pid_t> writers;
  // Neighbours write half of their texts both.
  for (int i = 0; i < 4; ++i) writers.push_back(start_writer(folder.path(), i * kEach / 2, kEach));
  for (const pid_t writer : writers) {
    int status = 0;
    waitpid(writer, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
  const auto store = EmbeddingStore::open(folder.path());
  EXPECT_EQ(count_right_ones(*store, 5 * kEach / 2), 5U * kEach / 2);
  const StoreCheck check = store->verify(false);
  EXPECT_EQ(check.vectors, 5U * kEach / 2);
  EXPECT_EQ(check.damaged + check.unreachable + check.invalid, 0U);
}

TEST(StoreProcessesTest, KilledWritersLoseNothingThatWasStored) {
  const test::TemporaryFolder folder;
  constexpr int kEach = 16'000;  // more than anybody writes before the end
  std::mt19937 random(42);
  std::size_t before = 0;
  for (int round = 0; round < 6; ++round) {
    std::vector<pid_t> writers;
    for (int i = 0; i < 4; ++i) writers.push_back(start_writer(folder.path(), i * 2000, kEach));
    for (const pid_t writer : writers) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5 + random() % 40));
      kill(writer, SIGKILL);
      waitpid(writer, nullptr, 0);
    }
    const auto store = EmbeddingStore::open(folder.path());
    const StoreCheck check = store->verify(false);
    EXPECT_EQ(check.damaged + check.unreachable + check.invalid, 0U);
    EXPECT_GE(check.vectors, before);
    EXPECT_EQ(check.vectors % kBatch, 0U) << "batches are stored whole";
    before = check.vectors;
    EXPECT_EQ(count_right_ones(*store, 3 * 2000 + kEach), check.vectors);
  }
  EXPECT_GT(before, 0U);
}

}  // namespace
}  // namespace assay
