#include "run/mteb_version.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace assay {
namespace {

// Takes the digits at the front of `text`.
std::optional<long> take_number(std::string_view& text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data() || text.front() == '-') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

std::optional<MtebVersion> MtebVersion::parse(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, int>, 5> kPhases = {
      {{"dev", 0}, {"a", 1}, {"b", 2}, {"rc", 3}, {"post", 5}}};
  MtebVersion version;
  version.text_ = text;
  while (true) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    version.release_.push_back(*number);
    if (text.size() < 2 || text[0] != '.' || text[1] < '0' || text[1] > '9') break;
    text.remove_prefix(1);
  }
  while (!version.release_.empty() && version.release_.back() == 0) version.release_.pop_back();
  if (text.empty()) return version;
  if (text.front() == '.') text.remove_prefix(1);
  for (const auto& [name, phase] : kPhases) {
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    version.phase_ = phase;
    version.phase_number_ = text.empty() ? 0 : take_number(text).value_or(-1);
    if (text.empty() && version.phase_number_ >= 0) return version;
  }
  return std::nullopt;
}

std::optional<MtebVersion> MtebVersion::parse_lowest(std::string_view text) {
  if (auto version = parse(text)) return version;
  return parse(text.substr(0, text.find('-')));
}

std::strong_ordering MtebVersion::operator<=>(const MtebVersion& other) const {
  const auto release = std::lexicographical_compare_three_way(
      release_.begin(), release_.end(), other.release_.begin(), other.release_.end());
  if (release != 0) return release;
  if (const auto phase = phase_ <=> other.phase_; phase != 0) return phase;
  return phase_number_ <=> other.phase_number_;
}

std::string version_range(const std::vector<std::string>& versions) {
  std::optional<MtebVersion> lowest;
  std::optional<MtebVersion> highest;
  for (const std::string& text : versions) {
    const auto version = MtebVersion::parse(text);
    if (!version) continue;
    if (!lowest || *version < *lowest) lowest = version;
    if (!highest || *highest < *version) highest = version;
  }
  if (!lowest) return "";
  return *lowest == *highest ? lowest->text() : lowest->text() + "-" + highest->text();
}

}  // namespace assay
