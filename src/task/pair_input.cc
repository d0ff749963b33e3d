#include "task/pair_input.h"

#include "assay/error.h"

namespace assay {

Role role_of(const TaskInfo& info, const char* setting) {
  const Json value = info.settings.value(setting, Json());
  if (value.is_null()) return Role::kNone;
  if (value == "query") return Role::kQuery;
  if (value == "document") return Role::kDocument;
  throw Error(ErrorKind::kBadData, info.name + ": the setting " + setting + " is " + value.dump() +
                                       "; expected null, \"query\" or \"document\"");
}

std::pair<Matrix, Matrix> encode_pairs(RowEvaluation& evaluation, const TaskInfo& info,
                                       const RowTable& rows, const std::string& first_column,
                                       const std::string& second_column) {
  const auto first = rows.strings(first_column);
  const auto second = rows.strings(second_column);
  Matrix a = evaluation.encode(first, role_of(info, "input1_prompt_type"), "Encoding samples 1");
  Matrix b = evaluation.encode(second, role_of(info, "input2_prompt_type"), "Encoding samples 2");
  return {std::move(a), std::move(b)};
}

void note_undefined(Evaluation& evaluation, const std::string& score, const std::string& reason) {
  evaluation.facts["undefined"][score] = reason;
}

Json table_of_rows(std::size_t rows) {
  Json ids = Json::array();
  for (std::size_t i = 0; i < rows; ++i) ids.push_back(i);
  return {{"ids", std::move(ids)}};
}

}  // namespace assay
