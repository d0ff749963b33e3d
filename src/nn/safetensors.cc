#include "nn/safetensors.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>

#include "assay/error.h"
#include "assay/json.h"

namespace assay {
namespace {

constexpr std::size_t kLengthBytes = 8;
// MAX_HEADER_SIZE of the reference implementation.
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
// The header is {name: {key: [numbers]}}.
constexpr int kMaxDepth = 3;

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kBadData, where + ": " + what);
}

// Bits per element of the format's dtypes; nullopt for an unknown name.
std::optional<std::size_t> bits_of(std::string_view dtype) {
  struct Entry {
    std::string_view name;
    std::size_t bits;
  };
  static constexpr std::array kDTypes = {
      Entry{"F4", 4},      Entry{"F6_E2M3", 6}, Entry{"F6_E3M2", 6}, Entry{"BOOL", 8},
      Entry{"U8", 8},      Entry{"I8", 8},      Entry{"F8_E5M2", 8}, Entry{"F8_E4M3", 8},
      Entry{"F8_E8M0", 8}, Entry{"I16", 16},    Entry{"U16", 16},    Entry{"F16", 16},
      Entry{"BF16", 16},   Entry{"I32", 32},    Entry{"U32", 32},    Entry{"F32", 32},
      Entry{"C64", 64},    Entry{"F64", 64},    Entry{"I64", 64},    Entry{"U64", 64}};
  for (const Entry& entry : kDTypes) {
    if (entry.name == dtype) return entry.bits;
  }
  return std::nullopt;
}

// Parses the header. The JSON library keeps one of two equal keys in silence; here they are an
// error.
Json parse_header(std::string_view text, const std::string& where) {
  std::vector<std::unordered_set<std::string>> keys;
  const auto check = [&](int depth, Json::parse_event_t event, Json& parsed) {
    const auto level = static_cast<std::size_t>(depth);
    if (event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start) {
      if (depth >= kMaxDepth) fail(where, "the safetensors header is nested too deeply");
      keys.resize(level + 2);
      keys[level + 1].clear();
    } else if (event == Json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys.at(level).insert(key).second) {
        fail(where, "the safetensors header names '" + key + "' twice");
      }
    }
    return true;
  };
  Json header;
  try {
    header = Json::parse(text, check);
  } catch (const Json::exception&) {
    fail(where, "the safetensors header is not valid JSON");
  }
  if (!header.is_object()) fail(where, "the safetensors header is not a JSON object");
  return header;
}

// The whole numbers of a JSON list, or nullopt when it is something else.
std::optional<std::vector<std::size_t>> whole_numbers(const Json& entry, const char* key) {
  const auto list = entry.find(key);
  if (list == entry.end() || !list->is_array()) return std::nullopt;
  std::vector<std::size_t> numbers;
  numbers.reserve(list->size());
  for (const Json& number : *list) {
    if (!number.is_number_unsigned()) return std::nullopt;
    numbers.push_back(number.get<std::size_t>());
  }
  return numbers;
}

// Bytes that a tensor of this shape takes; nullopt when that is more than a size can tell or no
// whole number of bytes.
std::optional<std::size_t> bytes_of(const std::vector<std::size_t>& shape, std::size_t bits) {
  std::size_t total = bits;
  for (const std::size_t extent : shape) {
    if (extent != 0 && total > std::numeric_limits<std::size_t>::max() / extent)
      return std::nullopt;
    total *= extent;
  }
  if (total % 8 != 0) return std::nullopt;
  return total / 8;
}

StoredTensor parse_entry(const std::string& name, const Json& entry, std::string_view data,
                         const std::string& where) {
  const std::string tensor = "tensor '" + name + "' ";
  if (!entry.is_object()) fail(where, tensor + "is not described by a JSON object");
  const auto dtype = entry.find("dtype");
  if (dtype == entry.end() || !dtype->is_string()) fail(where, tensor + "has no dtype");
  StoredTensor result;
  result.dtype = dtype->get<std::string>();
  const auto bits = bits_of(result.dtype);
  if (!bits) fail(where, tensor + "has the unknown dtype '" + result.dtype + "'");

  auto shape = whole_numbers(entry, "shape");
  if (!shape) fail(where, tensor + "has no shape of whole numbers >= 0");
  result.shape = *std::move(shape);

  const auto offsets = whole_numbers(entry, "data_offsets");
  if (!offsets || offsets->size() != 2) fail(where, tensor + "has no pair of data_offsets");
  const std::size_t begin = offsets->front();
  const std::size_t end = offsets->back();
  const std::string range = "[" + std::to_string(begin) + ", " + std::to_string(end) + ")";
  if (begin > end || end > data.size()) {
    fail(where, tensor + "lies at bytes " + range + " of " + std::to_string(data.size()));
  }
  if (bytes_of(result.shape, *bits) != end - begin) {
    fail(where, tensor + "lies at bytes " + range + ", which does not fit its shape and dtype");
  }
  result.bytes = data.substr(begin, end - begin);
  return result;
}

// Throws unless the tensors lie one behind the other from the first byte of the data to the last.
void check_coverage(const StoredTensors& tensors, std::string_view data, const std::string& where) {
  std::vector<std::string_view> ranges;
  ranges.reserve(tensors.size());
  for (const auto& [name, tensor] : tensors) ranges.push_back(tensor.bytes);
  std::ranges::sort(ranges, [](std::string_view a, std::string_view b) {
    return std::pair(a.data(), a.size()) < std::pair(b.data(), b.size());
  });
  const char* expected = data.data();
  for (const std::string_view range : ranges) {
    if (range.data() != expected) {
      fail(where, std::string(range.data() < expected ? "two tensors overlap"
                                                      : "no tensor owns the data") +
                      " at byte " + std::to_string(std::min(range.data(), expected) - data.data()));
    }
    expected += range.size();
  }
  if (expected != data.data() + data.size()) {
    fail(where, "the tensors end at byte " + std::to_string(expected - data.data()) + " of " +
                    std::to_string(data.size()));
  }
}

}  // namespace

StoredTensors parse_safetensors(std::string_view file, const std::string& where) {
  if (file.size() < kLengthBytes) {
    fail(where, "not a safetensors file: " + std::to_string(file.size()) + " bytes");
  }
  std::uint64_t header_bytes = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;) {
    header_bytes = header_bytes << 8U | static_cast<unsigned char>(file[i]);
  }
  const std::string_view rest = file.substr(kLengthBytes);
  if (header_bytes > rest.size() || header_bytes > kMaxHeaderBytes) {
    fail(where, "the safetensors header should have " + std::to_string(header_bytes) +
                    " bytes, but the file has " + std::to_string(rest.size()) +
                    " bytes behind its length (cut short, or not a safetensors file)");
  }
  const Json header = parse_header(rest.substr(0, header_bytes), where);
  const std::string_view data = rest.substr(header_bytes);
  StoredTensors tensors;
  for (const auto& [name, entry] : header.items()) {
    if (name != "__metadata__") tensors.emplace(name, parse_entry(name, entry, data, where));
  }
  check_coverage(tensors, data, where);
  return tensors;
}

}  // namespace assay
