#include "base/file.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include "assay/error.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

std::string gzip(const std::string& text, const std::filesystem::path& path) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  return read_file(path);
}

TEST(FileTest, ReadsPlainAndGzip) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read_file(folder.write("a.txt", "one\ntwo")), "one\ntwo");
  EXPECT_EQ(read_file(folder.write("empty", "")), "");
  EXPECT_EQ(gzip("three", folder.path() / "b.gz"), "three");
}

TEST(FileTest, RefusesACutGzipStream) {
  const test::TemporaryFolder folder;
  gzip(std::string(10000, 'x') + "y", folder.path() / "b.gz");
  std::filesystem::resize_file(folder.path() / "b.gz", 20);
  try {
    (void)read_file(folder.path() / "b.gz");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_NE(std::string(error.what()).find("b.gz: the gzip stream is broken or cut short"),
              std::string::npos);
  }
}

TEST(FileTest, NamesAMissingFile) {
  try {
    (void)read_file("/nowhere/x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUnavailable);
    EXPECT_STREQ(error.what(),
                 "/nowhere/x: cannot be opened for reading: No such file or directory");
  }
}

TEST(FileTest, WritesAtomicallyAndMakesFolders) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "a/b/c.json";
  write_file_atomically(path, "1");
  write_file_atomically(path, "22");
  EXPECT_EQ(read_file(path), "22");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1);
}

TEST(FileTest, KeepsTheOldContentWhenWritingFails) {
  const test::TemporaryFolder folder;
  folder.write("file", "old");
  EXPECT_THROW(write_file_atomically(folder.path() / "file" / "x.json", "new"), Error);
  EXPECT_EQ(read_file(folder.path() / "file"), "old");
}

}  // namespace
}  // namespace assay
