#include "source/file_lock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "assay/error.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using std::chrono::milliseconds;

TEST(FileLockTest, OneHolderAtATime) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "x.lock";
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      const FileLock lock(path, {});
      const int now = ++inside;
      if (now > most) most = now;
      std::this_thread::sleep_for(milliseconds(10));
      --inside;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
}

TEST(FileLockTest, AStopEndsTheWait) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "x.lock";
  const FileLock held(path, {});
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(test::error_kind_of([&] { const FileLock second(path, source.get_token()); }),
            ErrorKind::kInterrupted);
}

TEST(FileLockTest, ALockWhoseFileWasDeletedIsTakenAnew) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "x.lock";
  auto first = std::make_unique<FileLock>(path, std::stop_token{});
  std::atomic<bool> is_locked{false};
  std::thread waiter([&] {
    const FileLock second(path, {});
    is_locked = true;
    EXPECT_TRUE(std::filesystem::exists(path));
  });
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_FALSE(is_locked);
  std::filesystem::remove(path);  // as some versions of filelock do when they let go
  first.reset();
  waiter.join();
  EXPECT_TRUE(is_locked);
}

TEST(FileLockTest, AFileThatCannotBeMadeIsAnError) {
  EXPECT_EQ(test::error_kind_of([] { const FileLock lock("/nowhere/x.lock", {}); }),
            ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace assay
