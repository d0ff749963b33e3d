#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "assay/error.h"
#include "assay/store.h"
#include "store/text_vectors.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using test::example_scope;
using test::vector_of;
using test::vectors_of;

// The vector of a text, empty when the store has none.
std::vector<float> find_one(EmbeddingStore& store, const VectorScope& scope,
                            std::string_view text) {
  Matrix rows(1, scope.dimension);
  std::vector<bool> found(1);
  const std::vector<std::string_view> texts = {text};
  if (store.find(*store.open_scope(scope), texts, rows, found) == 0) return {};
  return {rows.row(0).begin(), rows.row(0).end()};
}

void put_one(EmbeddingStore& store, const VectorScope& scope, std::string_view text) {
  const std::vector<std::string_view> texts = {text};
  store.put(*store.open_scope(scope), texts, vectors_of(texts, scope.dimension));
}

TEST(EmbeddingStoreTest, GivesBackWhatWasPutAfterBeingClosed) {
  const test::TemporaryFolder folder;
  put_one(*EmbeddingStore::open(folder.path()), example_scope(), "hello");
  const auto store = EmbeddingStore::open(folder.path());
  EXPECT_EQ(find_one(*store, example_scope(), "hello"), vector_of("hello", 8));
  EXPECT_TRUE(find_one(*store, example_scope(), "hello ").empty());
  EXPECT_TRUE(find_one(*store, example_scope(), "").empty());
}

TEST(EmbeddingStoreTest, SharesNothingBetweenScopesThatDifferAnywhere) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path());
  put_one(*store, example_scope(), "text");
  std::vector<VectorScope> others(7, example_scope());
  others[0].provider = "bedrock";
  others[1].model = "org/model2";
  others[2].revision = "r2";
  others[3].dimension = 4;
  others[4].settings["precision"] = "bf16";
  others[5].conditions["prompt"] = "passage: ";
  // The same characters, divided in another way.
  others[6].model = "org/modelr";
  others[6].revision = "1";
  for (const VectorScope& other : others) EXPECT_TRUE(find_one(*store, other, "text").empty());
}

TEST(EmbeddingStoreTest, TakesTheOrderOfSettingsForNoDifference) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path());
  put_one(*store, example_scope(), "text");
  VectorScope same = example_scope();
  same.settings = {{"precision", "f32"}, {"pooling", "mean"}};
  EXPECT_FALSE(find_one(*store, same, "text").empty());
}

TEST(EmbeddingStoreTest, FillsOnlyTheRowsThatAreThere) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path());
  put_one(*store, example_scope(), "b");
  Matrix rows(3, 8);
  std::vector<bool> found(3);
  const std::vector<std::string_view> texts = {"a", "b", "c"};
  EXPECT_EQ(store->find(*store->open_scope(example_scope()), texts, rows, found), 1U);
  EXPECT_EQ(found, (std::vector<bool>{false, true, false}));
  EXPECT_EQ(rows.row(0)[0], 0.0F);
  EXPECT_EQ(rows.row(1)[0], vector_of("b", 8)[0]);
}

TEST(EmbeddingStoreTest, RefusesWhatIsNoVector) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path());
  const auto scope = store->open_scope(example_scope());
  const std::vector<std::string_view> texts = {"a", "b"};
  Matrix rows = vectors_of(texts, 8);
  rows.row(1)[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(test::error_of([&] { store->put(*scope, texts, rows); }),
            "vector 1 is not finite: it is not stored");
  rows.row(1)[3] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(test::error_of([&] { store->put(*scope, texts, rows); }),
            "vector 1 is not finite: it is not stored");
  std::fill(rows.row(1).begin(), rows.row(1).end(), -0.0F);
  EXPECT_EQ(test::error_of([&] { store->put(*scope, texts, rows); }),
            "vector 1 is all zeros: it is not stored");
  EXPECT_EQ(test::error_of([&] { store->put(*scope, texts, Matrix(2, 7)); }),
            "2 vectors of 7 dimensions came for 2 texts and 8 dimensions: they are not stored");
  EXPECT_EQ(test::error_of([&] { store->put(*scope, texts, Matrix(3, 8)); }),
            "3 vectors of 8 dimensions came for 2 texts and 8 dimensions: they are not stored");
  EXPECT_TRUE(find_one(*store, example_scope(), "a").empty()) << "all or nothing";
}

TEST(EmbeddingStoreTest, KeepsWhatIsThereAlready) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path());
  put_one(*store, example_scope(), "a");
  Matrix other(1, 8);
  other.row(0)[0] = 1;
  const std::vector<std::string_view> texts = {"a"};
  store->put(*store->open_scope(example_scope()), texts, other);
  EXPECT_EQ(find_one(*store, example_scope(), "a"), vector_of("a", 8));
  EXPECT_EQ(store->contents().at(0).vectors, 1U);
}

TEST(EmbeddingStoreTest, GrowsItsMap) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path(), {.map_bytes = 1U << 16U});
  const auto scope = store->open_scope(example_scope(1024));
  std::vector<std::string> names;
  for (int i = 0; i < 2000; ++i) names.push_back("text " + std::to_string(i));
  const std::vector<std::string_view> texts(names.begin(), names.end());
  store->put(*scope, texts, vectors_of(texts, 1024));
  Matrix rows(texts.size(), 1024);
  std::vector<bool> found(texts.size());
  EXPECT_EQ(store->find(*scope, texts, rows, found), texts.size());
  EXPECT_GT(store->file_bytes(), 8'000'000U);
  EXPECT_LT(store->file_bytes(), 9'000'000U) << "vectors are packed";
}

TEST(EmbeddingStoreTest, TakesVectorsFromManyThreads) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path(), {.map_bytes = 1U << 18U});
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      const auto scope = store->open_scope(example_scope());
      for (int i = 0; i < 40; ++i) {
        // Half of the texts are also another thread's.
        const std::string own = std::to_string(thread) + "/" + std::to_string(i);
        const std::string shared = "shared " + std::to_string(i);
        const std::vector<std::string_view> texts = {own, shared};
        store->put(*scope, texts, vectors_of(texts, 8));
        Matrix rows(2, 8);
        std::vector<bool> found(2);
        EXPECT_EQ(store->find(*scope, texts, rows, found), 2U);
        EXPECT_EQ(std::vector<float>(rows.row(1).begin(), rows.row(1).end()), vector_of(shared, 8));
      }
    });
  }
  threads.clear();
  const StoreCheck check = store->verify(false);
  EXPECT_EQ(check.vectors, 8U * 40 + 40);
  EXPECT_EQ(check.damaged + check.unreachable + check.invalid, 0U);
}

TEST(EmbeddingStoreTest, TellsWhatIsInIt) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path());
  const std::vector<std::string_view> texts = {"a", "b", "c"};
  store->put(*store->open_scope(example_scope()), texts, vectors_of(texts, 8), 21);
  put_one(*store, example_scope(4), "d");
  const auto contents = store->contents();
  ASSERT_EQ(contents.size(), 2U);
  const ScopeContents& entry = contents[0].scope.dimension == 8 ? contents[0] : contents[1];
  EXPECT_EQ(entry.vectors, 3U);
  EXPECT_EQ(entry.tokens, 21U);
  EXPECT_EQ(entry.bytes, 64U + 3 * (36 + 32));
  EXPECT_EQ(entry.scope.model, "org/model");
  EXPECT_EQ(entry.scope.conditions.at("prompt"), "query: ");
}

TEST(EmbeddingStoreTest, PrunesByScopeAndAge) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path());
  put_one(*store, example_scope(8), "a");
  put_one(*store, example_scope(4), "a");
  const auto is_small = [](const VectorScope& scope) { return scope.dimension == 4; };
  EXPECT_EQ(store->prune(is_small, 0), 0U) << "nothing is older than 1970";
  EXPECT_EQ(store->prune(is_small, UINT64_MAX), 1U);
  EXPECT_TRUE(find_one(*store, example_scope(4), "a").empty());
  EXPECT_FALSE(find_one(*store, example_scope(8), "a").empty());
  EXPECT_EQ(store->contents().size(), 1U);
  put_one(*store, example_scope(4), "a");
  EXPECT_FALSE(find_one(*store, example_scope(4), "a").empty());
}

TEST(EmbeddingStoreTest, CopiesItself) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path() / "one");
  put_one(*store, example_scope(), "a");
  store->copy_to(folder.path() / "two");
  EXPECT_FALSE(
      find_one(*EmbeddingStore::open(folder.path() / "two"), example_scope(), "a").empty());
  EXPECT_NE(test::error_of([&] { store->copy_to(folder.path() / "two"); }).find("already"),
            std::string::npos);
}

TEST(EmbeddingStoreTest, VisitsEveryVector) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path());
  put_one(*store, example_scope(), "a");
  put_one(*store, example_scope(), "b");
  std::set<float> firsts;
  store->for_each([&](const std::string&, const std::string& key, std::span<const float> vector) {
    EXPECT_EQ(key.size(), 64U);
    firsts.insert(vector[0]);
  });
  EXPECT_EQ(firsts, (std::set<float>{vector_of("a", 8)[0], vector_of("b", 8)[0]}));
}

TEST(EmbeddingStoreTest, IsOneObjectForOneFolder) {
  const test::TemporaryFolder folder;
  const auto store = EmbeddingStore::open(folder.path());
  EXPECT_EQ(EmbeddingStore::open(folder.path() / "." / "x" / ".."), store);
}

}  // namespace
}  // namespace assay
