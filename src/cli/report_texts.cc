#include "cli/report_texts.h"

#include <algorithm>
#include <utility>

#include "assay/catalogue.h"
#include "assay/dataset.h"
#include "assay/error.h"
#include "assay/task.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

QueryTexts texts_of(const RetrievalData& data) {
  QueryTexts texts;
  for (std::size_t i = 0; i < data.queries.size(); ++i) {
    texts.ids.emplace_back(data.query_ids[i]);
    texts.texts.emplace_back(data.queries[i]);
    std::vector<Judgement> judged = data.judgements[i];
    std::erase_if(judged, [](const Judgement& judgement) { return judgement.relevance <= 0; });
    std::ranges::stable_sort(judged, std::greater<>{}, &Judgement::relevance);
    std::vector<std::string>& relevant = texts.relevant.emplace_back();
    for (const Judgement& judgement : judged) {
      if (judgement.document >= data.documents.size()) continue;  // judged, but not in the corpus
      const std::string id(data.document_ids[judgement.document]);
      texts.documents.emplace(id, data.documents[judgement.document]);
      relevant.push_back(id);
    }
  }
  return texts;
}

// The texts of a row, one below the other: of "text", or of "sentence1" and "sentence2".
QueryTexts texts_of(const RowTable& table) {
  std::vector<const std::vector<Json>*> columns;
  for (const std::string& name : table.column_names()) {
    const auto& values = table.column(name);
    const bool is_text = name == "text" || name == "query" || name.starts_with("sent");
    if (is_text && !values.empty() && values.front().is_string()) columns.push_back(&values);
  }
  QueryTexts texts;
  for (std::size_t row = 0; row < table.rows() && !columns.empty(); ++row) {
    std::string text;
    for (const auto* column : columns) {
      const Json& value = (*column)[row];
      if (!value.is_string()) continue;
      text += (text.empty() ? "" : "\n") + value.get<std::string>();
    }
    texts.ids.push_back(std::to_string(row));
    texts.texts.push_back(std::move(text));
  }
  return texts;
}

std::optional<QueryTexts> read_folder(const fs::path& folder, const std::string& split,
                                      const std::string& subset) {
  std::error_code ignored;
  const fs::path place = subset == "default" ? folder : folder / subset;
  if (fs::exists(place / "qrels", ignored)) return texts_of(read_beir_folder(place, split));
  if (const auto file = find_rows_file(place, split)) return texts_of(read_rows(*file));
  return std::nullopt;
}

}  // namespace

std::optional<QueryTexts> read_query_texts(const fs::path& data_root, const std::string& task,
                                           const std::string& split, const std::string& subset) {
  try {
    const auto info = find_task(task);
    if (info && info->is_starter) {
      if (info->protocol == "retrieval")
        return texts_of(read_starter_retrieval(task, split, subset));
      return texts_of(read_starter_rows(task, split, subset));
    }
    if (!data_root.empty()) return read_folder(data_root / task, split, subset);
  } catch (const Error&) {
    return std::nullopt;  // then the report shows ids
  }
  return std::nullopt;
}

std::vector<QueryRanking> read_rankings(const StoredResult& result, const std::string& split,
                                        const std::string& subset) {
  const fs::path file = result.path.parent_path() / "assay" /
                        (result.path.stem().string() + "." + split + "." + subset + ".trec");
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return {};
  std::vector<QueryRanking> rankings;
  try {
    // All results are of interest, whatever a re-ranking would take.
    const FirstStage run = read_first_stage(file, 1);
    for (auto& ranking : run.rankings(result.result.task_name, split, subset)) {
      rankings.push_back({ranking.query_id, ranking.document_ids});
    }
  } catch (const Error&) {
    return {};
  }
  return rankings;
}

}  // namespace assay::cli
