#include "task/clustering_labels.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "assay/error.h"

namespace assay {
namespace {

std::size_t depth_of(const Json& label) { return label.is_array() ? label.size() : 1; }

const Json* label_at(const Json& label, std::size_t level) {
  if (!label.is_array()) return level == 0 ? &label : nullptr;
  return level < label.size() ? &label[level] : nullptr;
}

// Finds out whether a level has strings or numbers.
class KindOfLabels {
 public:
  explicit KindOfLabels(const RowTable& rows, const std::string& column)
      : rows_(rows), column_(column) {}
  void see(const Json& label, std::size_t row) {
    const bool is_string = label.is_string();
    if (!is_string && !label.is_number() && !label.is_boolean()) {
      fail(row, "expected a label (string or number), found " + std::string(label.type_name()));
    }
    if (seen_ && is_string != is_string_) {
      fail(row, std::string("labels of mixed type: ") + (is_string ? "a string" : "a number") +
                    " after " + (is_string_ ? "strings" : "numbers"));
    }
    seen_ = true;
    is_string_ = is_string;
  }
  [[nodiscard]] bool is_string() const { return is_string_; }

 private:
  [[noreturn]] void fail(std::size_t row, const std::string& what) const {
    throw Error(ErrorKind::kBadData, rows_.place(row, column_) + ": " + what);
  }
  const RowTable& rows_;
  const std::string& column_;
  bool seen_ = false;
  bool is_string_ = false;
};

// Equal labels have equal keys: 1 and 1.0 are one label, as in numpy.
std::string key_of(const Json& label) {
  if (label.is_string()) return label.get<std::string>();
  const Json number =
      label.is_boolean() ? Json(label.get<bool>() ? 1.0 : 0.0) : Json(label.get<double>());
  return number.dump();
}

LabelLevel level_of(const RowTable& rows, const std::string& column, std::size_t level,
                    bool keeps_marker) {
  const std::vector<Json>& labels = rows.column(column);
  KindOfLabels kind(rows, column);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (const Json* label = label_at(labels[i], level)) kind.see(*label, i);
  }
  LabelLevel result;
  std::map<std::string, std::uint32_t> groups;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const Json* label = label_at(labels[i], level);
    const bool is_marker = label == nullptr || (label->is_number() && label->get<double>() == -1);
    if (is_marker && !kind.is_string() && !keeps_marker) continue;
    const std::string key = label == nullptr ? "-1" : key_of(*label);
    const auto next = static_cast<std::uint32_t>(groups.size());
    result.groups.push_back(groups.emplace(key, next).first->second);
    result.rows.push_back(static_cast<std::uint32_t>(i));
  }
  result.num_groups = static_cast<std::uint32_t>(groups.size());
  return result;
}

}  // namespace

std::vector<LabelLevel> label_levels(const RowTable& rows, const std::string& column,
                                     std::size_t max_depth) {
  std::size_t depth = 0;
  for (const Json& label : rows.column(column)) depth = std::max(depth, depth_of(label));
  if (max_depth != 0) depth = std::min(depth, max_depth);
  std::vector<LabelLevel> levels;
  for (std::size_t level = 0; level < depth; ++level) {
    levels.push_back(level_of(rows, column, level, false));
  }
  return levels;
}

LabelLevel group_labels(const RowTable& rows, const std::string& column) {
  return level_of(rows, column, 0, true);
}

}  // namespace assay
