#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "assay/error.h"
#include "assay/store.h"
#include "store/text_vectors.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using test::example_scope;
using test::vectors_of;

constexpr std::size_t kDimension = 300;
constexpr int kTexts = 200;

std::vector<std::string> names() {
  std::vector<std::string> list;
  for (int i = 0; i < kTexts; ++i) list.push_back("text " + std::to_string(i));
  return list;
}

void fill(const fs::path& folder) {
  const auto store = EmbeddingStore::open(folder);
  const auto list = names();
  const std::vector<std::string_view> texts(list.begin(), list.end());
  store->put(*store->open_scope(example_scope(kDimension)), texts, vectors_of(texts, kDimension));
}

// How many vectors are found; each one is compared with what it has to be.
std::size_t count_right_ones(EmbeddingStore& store) {
  const auto list = names();
  const std::vector<std::string_view> texts(list.begin(), list.end());
  Matrix rows(texts.size(), kDimension);
  std::vector<bool> found(texts.size());
  const std::size_t count =
      store.find(*store.open_scope(example_scope(kDimension)), texts, rows, found);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!found[i]) continue;
    const auto expected = test::vector_of(texts[i], kDimension);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), rows.row(i).begin())) << texts[i];
  }
  return count;
}

TEST(DamagedStoreTest, RefusesAnotherKindOfFile) {
  const test::TemporaryFolder folder;
  folder.write("vectors.mdb", std::string(100'000, 'x'));
  try {
    (void)EmbeddingStore::open(folder.path());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_NE(std::string(error.what()).find("move it away"), std::string::npos) << error.what();
  }
}

TEST(DamagedStoreTest, NamesAFolderThatCannotBeMade) {
  const test::TemporaryFolder folder;
  folder.write("file", "");
  try {
    (void)EmbeddingStore::open(folder.path() / "file" / "store");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUnavailable);
  }
}

TEST(DamagedStoreTest, TakesAVectorWithAFlippedBitForMissing) {
  const test::TemporaryFolder folder;
  fill(folder.path());
  {
    // The values of the vectors are most of the file: look for one.
    const auto bytes = test::vector_of("text 77", kDimension);
    const std::string needle(reinterpret_cast<const char*>(bytes.data()), 64);
    std::fstream file(folder.path() / "vectors.mdb",
                      std::ios::in | std::ios::out | std::ios::binary);
    std::string content((std::istreambuf_iterator<char>(file)), {});
    const auto place = content.find(needle);
    ASSERT_NE(place, std::string::npos);
    file.clear();
    file.seekp(static_cast<std::streamoff>(place + 9));
    file.put(static_cast<char>(content[place + 9] ^ 4));
  }
  const auto store = EmbeddingStore::open(folder.path());
  EXPECT_EQ(count_right_ones(*store), kTexts - 1U);
  EXPECT_EQ(store->verify(false).damaged, 1U);
  // The next put brings it back.
  const std::vector<std::string_view> texts = {"text 77"};
  store->put(*store->open_scope(example_scope(kDimension)), texts, vectors_of(texts, kDimension));
  EXPECT_EQ(count_right_ones(*store), std::size_t{kTexts});
  EXPECT_EQ(store->verify(false).damaged, 0U);
}

TEST(DamagedStoreTest, RepairErasesWhatIsDamaged) {
  const test::TemporaryFolder folder;
  fill(folder.path());
  const auto vector = test::vector_of("text 5", kDimension);
  const std::string needle(reinterpret_cast<const char*>(vector.data()), 64);
  {
    std::fstream file(folder.path() / "vectors.mdb",
                      std::ios::in | std::ios::out | std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), {});
    file.clear();
    file.seekp(static_cast<std::streamoff>(content.find(needle)));
    file.write("....", 4);
  }
  const auto store = EmbeddingStore::open(folder.path());
  EXPECT_EQ(store->verify(true).damaged, 1U);
  const StoreCheck after = store->verify(false);
  EXPECT_EQ(after.damaged, 0U);
  EXPECT_EQ(after.vectors, kTexts - 1U);
}

// Whatever length the file was cut to: an error or missing vectors, never a wrong one and no SIGBUS.
TEST(DamagedStoreTest, SurvivesALostEnd) {
  const test::TemporaryFolder folder;
  fill(folder.path() / "whole");
  const auto whole = folder.path() / "whole" / "vectors.mdb";
  const auto size = fs::file_size(whole);
  for (std::uintmax_t length = 0; length <= size; length += 4096) {
    const auto place = folder.path() / ("cut" + std::to_string(length));
    fs::create_directories(place);
    fs::copy_file(whole, place / "vectors.mdb");
    fs::resize_file(place / "vectors.mdb", length);
    try {
      const auto store = EmbeddingStore::open(place);
      const std::size_t count = count_right_ones(*store);
      EXPECT_TRUE(length == 0 ? count == 0 : count <= kTexts);
      (void)store->verify(false);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData) << error.what();
    }
    fs::remove_all(place);
  }
}

// A limit on the size of files stands for a full disk: LMDB meets an error of the same kind.
TEST(DamagedStoreTest, KeepsWhatItHasWhenTheDiskIsFull) {
  const test::TemporaryFolder folder;
  fill(folder.path());
  const auto store = EmbeddingStore::open(folder.path());
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{.rlim_cur = store->file_bytes() + 4096, .rlim_max = before.rlim_max};
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  std::vector<std::string> more;
  for (int i = 0; i < 500; ++i) more.push_back("more " + std::to_string(i));
  const std::vector<std::string_view> texts(more.begin(), more.end());
  const auto scope = store->open_scope(example_scope(kDimension));
  std::string message;
  try {
    store->put(*scope, texts, vectors_of(texts, kDimension));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUnavailable);
    message = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_NE(message.find("writing the embedding store failed"), std::string::npos) << message;
  EXPECT_EQ(count_right_ones(*store), std::size_t{kTexts});
  // There is room again.
  store->put(*scope, texts, vectors_of(texts, kDimension));
  EXPECT_EQ(store->verify(false).vectors, kTexts + 500U);
}

}  // namespace
}  // namespace assay
