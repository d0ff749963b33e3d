// The type of a CSV column, found as pandas' C parser finds it.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dataset/csv.h"
#include "dataset/json_integer.h"

namespace assay {
namespace {

// pandas' default na_values (pandas/_libs/parsers.pyx, STR_NA_VALUES), sorted.
constexpr std::array<std::string_view, 19> kNulls{
    "",     "#N/A", "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A",  "NA",       "NULL", "NaN",     "None",     "n/a",  "nan",  "null"};
static_assert(std::ranges::is_sorted(kNulls));

bool is_null(std::string_view text) { return std::ranges::binary_search(kNulls, text); }

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n\v\f\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n\v\f\r") - first + 1);
}

template <typename Number>
std::optional<Number> parse(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) return std::nullopt;
  }
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Json> parse_integer(std::string_view text) {
  const auto number = parse<std::int64_t>(text);
  return number ? std::optional(json_integer(*number)) : std::nullopt;
}

std::optional<bool> parse_bool(std::string_view text) {
  if (text == "True" || text == "TRUE" || text == "true") return true;
  if (text == "False" || text == "FALSE" || text == "false") return false;
  return std::nullopt;
}

// All values as what `parse_one` gives; nullopt when one of them is nothing of that kind, or every
// value is null.
template <typename Parse>
std::optional<std::vector<Json>> convert(const std::vector<std::string>& texts, bool with_nulls,
                                         const Parse& parse_one) {
  std::vector<Json> values;
  values.reserve(texts.size());
  for (const std::string& text : texts) {
    if (with_nulls && is_null(text)) {
      values.emplace_back(nullptr);
    } else if (const auto value = parse_one(text)) {
      values.emplace_back(*value);
    } else {
      return std::nullopt;
    }
  }
  return values;
}

}  // namespace

std::vector<Json> infer_csv_column(std::vector<std::string> texts) {
  // An integer column with a null becomes one of floats, as in pandas.
  if (auto values = convert(texts, false, parse_integer)) return *std::move(values);
  if (auto values = convert(texts, false, parse<std::uint64_t>)) return *std::move(values);
  if (auto values = convert(texts, true, parse<double>)) return *std::move(values);
  if (auto values = convert(texts, true, parse_bool)) return *std::move(values);
  std::vector<Json> values;
  values.reserve(texts.size());
  for (std::string& text : texts) {
    values.push_back(is_null(text) ? Json(nullptr) : Json(std::move(text)));
  }
  return values;
}

}  // namespace assay
