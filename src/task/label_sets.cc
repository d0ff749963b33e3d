#include "task/label_sets.h"

#include <map>

#include "assay/error.h"
#include "task/label.h"

namespace assay {
namespace {

using Lists = std::vector<std::vector<Label>>;

Lists lists_of(const RowTable& rows, const std::string& column, LabelReader& reader) {
  Lists lists;
  const auto& values = rows.column(column);
  lists.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i].is_array()) {
      throw Error(ErrorKind::kBadData,
                  rows.place(i, column) + ": " +
                      (values[i].is_null() ? "the list of labels is missing"
                                           : values[i].dump() + " is not a list of labels"));
    }
    auto& list = lists.emplace_back();
    for (const Json& label : values[i]) list.push_back(reader.read(label, rows, i));
  }
  return lists;
}

}  // namespace

LabelSets label_sets(const RowTable& train, const RowTable& evaluated, const std::string& column) {
  LabelReader reader(column);
  const Lists of_train = lists_of(train, column, reader);
  const Lists of_evaluated = lists_of(evaluated, column, reader);
  LabelSets sets;
  std::map<Label, std::uint32_t> numbers;
  const auto number_new = [&](const Lists& lists) {
    std::map<Label, std::uint32_t> fresh;
    for (const auto& list : lists) {
      for (const Label& label : list) {
        if (!numbers.contains(label)) fresh.emplace(label, 0);
      }
    }
    for (const auto& [label, unused] : fresh)
      numbers.emplace(label, static_cast<std::uint32_t>(sets.num_labels++));
  };
  number_new(of_evaluated);
  sets.num_evaluated_labels = sets.num_labels;
  number_new(of_train);
  const auto numbers_of = [&](const Lists& lists) {
    std::vector<std::vector<std::uint32_t>> result;
    for (const auto& list : lists) {
      auto& row = result.emplace_back();
      for (const Label& label : list) row.push_back(numbers.at(label));
    }
    return result;
  };
  sets.train = numbers_of(of_train);
  sets.evaluated = numbers_of(of_evaluated);
  return sets;
}

}  // namespace assay
