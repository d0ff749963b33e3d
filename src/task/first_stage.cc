#include "task/first_stage.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "assay/error.h"
#include "base/file.h"
#include "base/line_reader.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPredictions = "_predictions.json";

// Puts the results in order of their scores; equal ones keep the order of the file, as in mteb.
FirstStage::Ranking sort_results(std::string query_id,
                                 std::vector<std::pair<double, std::string>> results) {
  std::ranges::stable_sort(results, std::greater<>{}, [](const auto& r) { return r.first; });
  FirstStage::Ranking ranking{.query_id = std::move(query_id), .document_ids = {}};
  for (auto& [score, id] : results) ranking.document_ids.push_back(std::move(id));
  return ranking;
}

// What a file tells about the model that made it.
struct Maker {
  std::string model;
  std::string revision;
};

std::string text_of(const Json& object, const char* key) {
  const Json value = object.is_object() ? object.value(key, Json()) : Json();
  return value.is_string() ? value.get<std::string>() : "";
}

Json read_predictions(const fs::path& path) {
  Json content = Json::parse(read_file(path), nullptr, /*allow_exceptions=*/false);
  if (!content.is_object()) {
    throw Error(ErrorKind::kBadData, path.string() + ": not a JSON object with predictions");
  }
  return content;
}

Maker maker_of_predictions(const fs::path& path) {
  const Json content = read_predictions(path);
  const Json meta = content.value("mteb_model_meta", Json());
  return {.model = text_of(meta, "model_name"), .revision = text_of(meta, "revision")};
}

std::vector<FirstStage::Ranking> rankings_of_predictions(const fs::path& path,
                                                         const std::string& split,
                                                         const std::string& subset) {
  const Json content = read_predictions(path);
  const Json::json_pointer place = Json::json_pointer() / subset / split;
  if (!content.contains(place) || !content.at(place).is_object()) {
    throw Error(ErrorKind::kUsage, path.string() + ": no predictions for the split '" + split +
                                       "' of '" + subset + "'");
  }
  std::vector<FirstStage::Ranking> rankings;
  for (const auto& [query, documents] : content.at(place).items()) {
    if (!documents.is_object()) {
      throw Error(ErrorKind::kBadData, path.string() + ": query '" + query + "': not an object");
    }
    std::vector<std::pair<double, std::string>> results;
    for (const auto& [document, score] : documents.items()) {
      if (!score.is_number()) {
        throw Error(ErrorKind::kBadData,
                    path.string() + ": query '" + query + "': a score is not a number");
      }
      results.emplace_back(score.get<double>(), document);
    }
    rankings.push_back(sort_results(query, std::move(results)));
  }
  return rankings;
}

std::vector<std::string_view> split_fields(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return fields;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    fields.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

constexpr std::size_t kRunFields = 6;  // query Q0 document rank score tag

std::vector<std::string_view> run_fields(std::string_view line, const std::string& where) {
  auto fields = split_fields(line);
  if (fields.size() != kRunFields) {
    throw Error(ErrorKind::kBadData, where + ": expected 'query Q0 document rank score tag'");
  }
  return fields;
}

std::vector<FirstStage::Ranking> rankings_of_run(const fs::path& path) {
  LineReader reader(path);
  std::vector<std::string> queries;
  std::unordered_map<std::string, std::vector<std::pair<double, std::string>>> results;
  std::string line;
  while (reader.next(line)) {
    if (line.empty()) continue;
    const auto fields = run_fields(line, reader.where());
    double score = 0;
    const auto [end, error] =
        std::from_chars(fields[4].data(), fields[4].data() + fields[4].size(), score);
    if (error != std::errc() || end != fields[4].data() + fields[4].size()) {
      throw Error(ErrorKind::kBadData, reader.where() + ": the score is not a number");
    }
    const auto [of_query, is_new] = results.try_emplace(std::string(fields[0]));
    if (is_new) queries.emplace_back(fields[0]);
    of_query->second.emplace_back(score, fields[2]);
  }
  std::vector<FirstStage::Ranking> rankings;
  for (std::string& query : queries) {
    auto found = std::move(results.at(query));
    rankings.push_back(sort_results(std::move(query), std::move(found)));
  }
  return rankings;
}

// The tag names the model. A run that assay kept lies in <revision>/assay/, beside model_meta.json.
Maker maker_of_run(const fs::path& path) {
  constexpr std::string_view kOurs = "assay-";
  Maker maker;
  LineReader reader(path);
  std::string line;
  if (reader.next(line) && !line.empty()) {
    std::string_view tag = run_fields(line, reader.where()).back();
    if (tag.starts_with(kOurs)) tag.remove_prefix(kOurs.size());
    maker.model = tag;
  }
  const fs::path meta = path.parent_path().parent_path() / "model_meta.json";
  std::error_code absent;
  if (fs::exists(meta, absent)) {
    const Json content = Json::parse(read_file(meta), nullptr, /*allow_exceptions=*/false);
    if (text_of(content, "name") == maker.model) maker.revision = text_of(content, "revision");
  }
  return maker;
}

bool is_predictions(const fs::path& path) { return path.extension() == ".json"; }

Maker maker_of(const fs::path& path) {
  return is_predictions(path) ? maker_of_predictions(path) : maker_of_run(path);
}

// The first file of either kind in a folder.
std::optional<fs::path> any_file(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(kPredictions) || name.ends_with(".trec")) files.push_back(entry.path());
  }
  if (files.empty()) return std::nullopt;
  return *std::ranges::min_element(files);
}

fs::path file_for(const fs::path& path, const std::string& task, const std::string& split,
                  const std::string& subset) {
  std::error_code absent;
  if (!fs::is_directory(path, absent)) return path;
  fs::path predictions = path / (task + std::string(kPredictions));
  if (fs::exists(predictions, absent)) return predictions;
  fs::path run = path / (task + "." + split + "." + subset + ".trec");
  if (fs::exists(run, absent)) return run;
  throw Error(ErrorKind::kUsage, path.string() + ": neither " + predictions.filename().string() +
                                     " nor " + run.filename().string() + " is there");
}

}  // namespace

FirstStage read_first_stage(const fs::path& path, std::size_t top_k) {
  std::error_code error;
  fs::path example = path;
  if (fs::is_directory(path, error)) {
    const auto found = any_file(path);
    if (!found) {
      throw Error(ErrorKind::kUsage, path.string() +
                                         ": no rankings here: neither <Task>_predictions.json of "
                                         "mteb nor a .trec file of --trec-runs");
    }
    example = *found;
  }
  Maker maker = maker_of(example);
  return {.model = std::move(maker.model),
          .revision = std::move(maker.revision),
          .top_k = top_k,
          .rankings = [path](const std::string& task, const std::string& split,
                             const std::string& subset) {
            const fs::path file = file_for(path, task, split, subset);
            return is_predictions(file) ? rankings_of_predictions(file, split, subset)
                                        : rankings_of_run(file);
          }};
}

void set_candidates(RetrievalData& data, const FirstStage& first_stage, const std::string& task,
                    const std::string& split, const std::string& subset) {
  std::unordered_map<std::string_view, std::uint32_t> documents;
  for (std::uint32_t d = 0; d < data.document_ids.size(); ++d) {
    documents.emplace(data.document_ids[d], d);
  }
  std::unordered_map<std::string_view, std::size_t> queries;
  for (std::size_t q = 0; q < data.query_ids.size(); ++q) queries.emplace(data.query_ids[q], q);
  std::vector<bool> has_ranking(data.queries.size(), false);
  auto& candidates = data.candidates.emplace(data.queries.size());
  for (const FirstStage::Ranking& ranking : first_stage.rankings(task, split, subset)) {
    const auto query = queries.find(ranking.query_id);
    if (query == queries.end()) continue;  // has no judgement
    has_ranking[query->second] = true;
    const std::size_t kept = std::min(first_stage.top_k, ranking.document_ids.size());
    for (std::size_t i = 0; i < kept; ++i) {
      const auto document = documents.find(ranking.document_ids[i]);
      if (document == documents.end()) {
        throw Error(ErrorKind::kBadData, task + ": the ranking of query '" + ranking.query_id +
                                             "' has the document '" + ranking.document_ids[i] +
                                             "', which is not in the corpus");
      }
      candidates[query->second].push_back(document->second);
    }
  }
  data.queries_without_candidates.clear();
  for (std::uint32_t q = 0; q < has_ranking.size(); ++q) {
    if (!has_ranking[q]) data.queries_without_candidates.push_back(q);
  }
}

}  // namespace assay
