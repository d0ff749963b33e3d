#include "assay/decision.h"
#include "assay/error.h"
#include "base/file.h"

namespace assay {

RowScores read_row_scores(const std::filesystem::path& result_file) {
  const auto path =
      result_file.parent_path() / "assay" / (result_file.stem().string() + ".per_query.json");
  RowScores scores;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    scores.why_absent = "there is no " + path.filename().string();
    return scores;
  }
  try {
    scores.tables = Json::parse(read_file(path));
  } catch (const std::exception&) {  // also of the JSON library
    scores.tables = nullptr;
  }
  if (!scores.tables.is_object()) {
    scores.tables = Json::object();
    scores.why_absent = path.filename().string() + " is broken";
  }
  return scores;
}

}  // namespace assay
