#include "base/line_reader.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <vector>

#include "assay/error.h"
#include "base/sha256.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

std::vector<std::string> lines_of(LineReader& reader) {
  std::vector<std::string> lines;
  std::string line;
  while (reader.next(line)) lines.push_back(line);
  return lines;
}

std::vector<std::string> lines_of(std::string_view bytes) {
  LineReader reader(bytes, "memory");
  return lines_of(reader);
}

void write_gzip(const std::filesystem::path& path, const std::string& text) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
}

using Lines = std::vector<std::string>;

TEST(LineReaderTest, CutsAtLineFeeds) {
  EXPECT_EQ(lines_of(""), Lines{});
  EXPECT_EQ(lines_of("one"), Lines{"one"});
  EXPECT_EQ(lines_of("one\n"), Lines{"one"});
  EXPECT_EQ(lines_of("one\n\ntwo\n\n"), (Lines{"one", "", "two", ""}));
  EXPECT_EQ(lines_of("\n"), Lines{""});
}

TEST(LineReaderTest, DropsCarriageReturnsAndTheByteOrderMark) {
  EXPECT_EQ(lines_of("\xEF\xBB\xBFone\r\ntwo\r\n"), (Lines{"one", "two"}));
  EXPECT_EQ(lines_of("a\rb\n"), Lines{"a\rb"});
}

TEST(LineReaderTest, ReadsPlainAndPackedFilesWithLinesLongerThanItsBuffer) {
  const test::TemporaryFolder folder;
  const std::string huge(1'000'000, 'x');
  const std::string text = "first\n" + huge + "\nlast";
  write_gzip(folder.path() / "b.gz", text);
  for (const auto& path : {folder.write("a.txt", text), folder.path() / "b.gz"}) {
    LineReader reader(path);
    EXPECT_EQ(lines_of(reader), (Lines{"first", huge, "last"}));
    EXPECT_EQ(reader.line_number(), 3U);
    EXPECT_EQ(reader.where(), path.string() + ":3");
    EXPECT_EQ(reader.content_sha256(), sha256_hex(text));
    EXPECT_EQ(content_sha256_of_file(path), sha256_hex(text));
  }
}

TEST(LineReaderTest, RefusesAGzipStreamCutAnywhere) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "a.gz";
  write_gzip(path, "some text\nin two lines\n");
  const auto size = std::filesystem::file_size(path);
  // The two bytes that mark gzip must be there; without them the file is plain text.
  for (auto cut = size - 1; cut >= 2; --cut) {
    std::filesystem::resize_file(path, cut);
    LineReader reader(path);
    try {
      (void)lines_of(reader);
      FAIL() << cut;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData) << cut;
    }
  }
}

TEST(LineReaderTest, SaysWhichFileIsMissing) {
  try {
    const LineReader reader(std::filesystem::path("/nowhere/corpus.jsonl"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUnavailable);
    EXPECT_EQ(std::string(error.what()),
              "/nowhere/corpus.jsonl: cannot be opened for reading: No such file or directory");
  }
}

}  // namespace
}  // namespace assay
