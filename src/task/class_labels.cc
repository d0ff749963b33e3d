#include "task/class_labels.h"

#include <map>

#include "task/label.h"

namespace assay {
namespace {

std::vector<Label> labels_of(const RowTable& rows, const std::string& column, LabelReader& reader) {
  std::vector<Label> labels;
  const auto& values = rows.column(column);
  labels.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) labels.push_back(reader.read(values[i], rows, i));
  return labels;
}

}  // namespace

ClassLabels class_labels(const RowTable& train, const RowTable& evaluated,
                         const std::string& column) {
  LabelReader reader(column);
  const auto of_train = labels_of(train, column, reader);
  const auto of_evaluated = labels_of(evaluated, column, reader);
  std::map<Label, std::uint32_t> classes;
  for (const Label& label : of_train) classes.emplace(label, 0);
  for (const Label& label : of_evaluated) classes.emplace(label, 0);

  ClassLabels result{.num_classes = classes.size()};
  std::uint32_t next = 0;
  for (auto& [label, number] : classes) {
    number = next++;
    if (const auto* value = std::get_if<double>(&label)) result.values.push_back(*value);
  }
  for (const Label& label : of_train) result.train.push_back(classes.at(label));
  for (const Label& label : of_evaluated) result.evaluated.push_back(classes.at(label));
  return result;
}

}  // namespace assay
