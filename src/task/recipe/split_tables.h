#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/dataset.h"

namespace assay {

// The tables of one configuration of a data set, by split, in its order.
class SplitTables {
 public:
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] RowTable* find(std::string_view split);
  // Throws Error{kBadData} with the names there are.
  [[nodiscard]] RowTable& need(std::string_view split);
  // Adds the split behind the others, or replaces the one of this name.
  void set(const std::string& split, RowTable table);
  // Drops all others.
  void keep_only(const std::vector<std::string>& splits);

  [[nodiscard]] auto begin() { return splits_.begin(); }
  [[nodiscard]] auto end() { return splits_.end(); }
  [[nodiscard]] std::size_t size() const { return splits_.size(); }

 private:
  std::vector<std::pair<std::string, RowTable>> splits_;
};

}  // namespace assay
