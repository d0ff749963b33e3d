#include "base/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

#include "assay/error.h"

namespace assay {
namespace {

constexpr int kGzipFormat = 16 + MAX_WBITS;  // zlib: expect a gzip header, the largest window

[[noreturn]] void fail(std::string_view what) {
  throw Error(ErrorKind::kBadData, std::string(what) + ": the gzip stream is broken or cut short");
}

}  // namespace

std::string unpack_gzip(std::string_view bytes, std::string_view what) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipFormat) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> closer(&stream, &inflateEnd);
  std::string content;
  std::array<char, 1U << 16U> buffer;
  int status = Z_STREAM_END;
  while (!bytes.empty()) {
    if (status == Z_STREAM_END && inflateReset(&stream) != Z_OK) fail(what);
    // zlib counts in 32 bits: hand over at most 1 GiB at a time.
    const std::size_t given = std::min<std::size_t>(bytes.size(), 1U << 30U);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(given);
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      status = inflate(&stream, Z_NO_FLUSH);
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) fail(what);
      content.append(buffer.data(), buffer.size() - stream.avail_out);
    } while (status != Z_STREAM_END && stream.avail_out == 0);
    bytes.remove_prefix(given - stream.avail_in);
    if (status != Z_STREAM_END && stream.avail_in > 0) fail(what);
  }
  if (status != Z_STREAM_END) fail(what);
  return content;
}

}  // namespace assay
