#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// A version of mteb as it stands in result files, ordered as PEP 440 says for the forms that occur
// there: "1.12.75", "1.1.3.dev0", "2.0.0rc1". Trailing zeros do not count.
class MtebVersion {
 public:
  // nullopt when `text` is not such a version ("mteb version not available").
  [[nodiscard]] static std::optional<MtebVersion> parse(std::string_view text);
  // Of a range "2.10.0-2.18.7" the lowest; of a single version itself.
  [[nodiscard]] static std::optional<MtebVersion> parse_lowest(std::string_view text);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] std::strong_ordering operator<=>(const MtebVersion& other) const;
  [[nodiscard]] bool operator==(const MtebVersion& other) const { return (*this <=> other) == 0; }

 private:
  std::string text_;
  std::vector<long> release_;
  // dev < a < b < rc < (none) < post, then its number.
  int phase_ = 4;
  long phase_number_ = 0;
};

// "1.2.3" when all are equal, "<lowest>-<highest>" otherwise; what cannot be read as a version is
// left out. "" for none.
[[nodiscard]] std::string version_range(const std::vector<std::string>& versions);

}  // namespace assay
