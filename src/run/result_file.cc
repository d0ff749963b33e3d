#include <cmath>

#include "assay/error.h"
#include "assay/result.h"
#include "base/file.h"
#include "run/historic_result.h"
#include "run/iso_date.h"
#include "run/lenient_json.h"
#include "run/rounding.h"

namespace assay {
namespace {

template <typename T>
Json nullable(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json nullable_text(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json subset_to_json(const SubsetScores& subset, const std::string& mteb_version) {
  Json object = subset.scores;
  object["main_score"] = nullable(subset.main_score);
  round_scores(object);
  object["hf_subset"] = subset.subset;
  object["languages"] = subset.languages;
  const std::string& version = subset.mteb_version.empty() ? mteb_version : subset.mteb_version;
  if (!version.empty()) object["mteb_version"] = version;
  return object;
}

Json phase_to_json(const Phase& phase) {
  return {{"name", phase.name},
          {"start", phase.start},
          {"end", phase.end},
          {"split", phase.split},
          {"subset", phase.subset}};
}

// Reads the members of one JSON object and says which file and member is wrong.
class Reader {
 public:
  Reader(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) fail("expected an object");
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::kBadData, where_ + ": " + what);
  }
  [[nodiscard]] const Json& required(const char* key) const {
    const auto member = object_.find(key);
    if (member == object_.end()) fail(std::string("'") + key + "' is missing");
    return *member;
  }
  [[nodiscard]] std::string text(const char* key) const {
    const Json& value = required(key);
    if (!value.is_string()) fail(std::string("'") + key + "' is not a string");
    return value.get<std::string>();
  }
  [[nodiscard]] std::string optional_text(const char* key) const {
    const auto member = object_.find(key);
    return member == object_.end() || member->is_null() ? std::string() : text(key);
  }
  [[nodiscard]] std::optional<double> optional_number(const char* key) const {
    const auto member = object_.find(key);
    if (member == object_.end() || member->is_null()) return std::nullopt;
    if (!member->is_number()) fail(std::string("'") + key + "' is not a number");
    return member->get<double>();
  }
  [[nodiscard]] std::vector<std::string> texts(const char* key) const {
    const Json& value = required(key);
    if (!value.is_array()) fail(std::string("'") + key + "' is not a list");
    std::vector<std::string> result;
    for (const Json& element : value) {
      if (!element.is_string())
        fail(std::string("'") + key + "' holds something other than strings");
      result.push_back(element.get<std::string>());
    }
    return result;
  }

 private:
  const Json& object_;
  std::string where_;
};

SubsetScores subset_from_json(const Json& object, const std::string& where) {
  const Reader reader(object, where);
  SubsetScores subset;
  subset.subset = reader.text("hf_subset");
  subset.languages = reader.texts("languages");
  static_cast<void>(reader.required("main_score"));  // null is fine, silence is not
  subset.main_score = reader.optional_number("main_score");
  subset.mteb_version = reader.optional_text("mteb_version");
  for (const auto& [key, value] : object.items()) {
    if (key != "hf_subset" && key != "languages" && key != "main_score" && key != "mteb_version") {
      subset.scores[key] = value;
    }
  }
  return subset;
}

std::vector<Phase> phases_from_json(const Json& list, const std::string& where) {
  std::vector<Phase> phases;
  if (list.is_null()) return phases;
  if (!list.is_array()) throw Error(ErrorKind::kBadData, where + ": not a list");
  for (const Json& object : list) {
    const Reader reader(object, where);
    phases.push_back({.name = reader.text("name"),
                      .start = reader.optional_number("start").value_or(0),
                      .end = reader.optional_number("end").value_or(0),
                      .split = reader.optional_text("split"),
                      .subset = reader.optional_text("subset")});
  }
  return phases;
}

// A number of seconds, or the ISO 8601 text that some published files have.
std::optional<double> date_from_json(const Json& object, const Reader& reader) {
  const auto member = object.find("date");
  if (member != object.end() && member->is_string()) {
    const auto seconds = parse_iso_date(member->get<std::string>());
    if (!seconds) reader.fail("'date' is neither a number nor an ISO 8601 date");
    return seconds;
  }
  return reader.optional_number("date");
}

TaskResult result_from_json(const Json& file, const std::string& where) {
  const Reader reader(file, where);
  TaskResult result;
  result.dataset_revision = reader.text("dataset_revision");
  result.task_name = reader.text("task_name");
  result.mteb_version = reader.optional_text("mteb_version");
  result.evaluation_time = reader.optional_number("evaluation_time");
  result.kg_co2_emissions = reader.optional_number("kg_co2_emissions");
  result.date = date_from_json(file, reader);
  if (const auto phases = file.find("evaluation_phases"); phases != file.end()) {
    result.phases = phases_from_json(*phases, where + ": evaluation_phases");
  }
  const Json& scores = reader.required("scores");
  if (!scores.is_object()) reader.fail("'scores' is not an object");
  for (const auto& [split, list] : scores.items()) {
    const std::string place = where + ": scores." + split;
    if (!list.is_array()) throw Error(ErrorKind::kBadData, place + ": not a list");
    std::vector<SubsetScores>& subsets = result.scores[split];
    for (const Json& object : list) subsets.push_back(subset_from_json(object, place));
  }
  return result;
}

}  // namespace

std::optional<double> mean_main_score(const TaskResult& result) {
  double sum = 0;
  std::size_t count = 0;
  for (const auto& [split, subsets] : result.scores) {
    for (const SubsetScores& subset : subsets) {
      if (!subset.main_score) return std::nullopt;
      sum += *subset.main_score;
      ++count;
    }
  }
  if (count == 0) return std::nullopt;
  return sum / static_cast<double>(count);
}

std::string to_result_json(const TaskResult& result) {
  Json scores = Json::object();
  for (const auto& [split, subsets] : result.scores) {
    Json list = Json::array();
    for (const SubsetScores& subset : subsets) {
      list.push_back(subset_to_json(subset, result.mteb_version));
    }
    scores[split] = std::move(list);
  }
  Json phases = Json::array();
  for (const Phase& phase : result.phases) phases.push_back(phase_to_json(phase));
  const Json file = {{"dataset_revision", result.dataset_revision},
                     {"task_name", result.task_name},
                     {"mteb_version", nullable_text(result.mteb_version)},
                     {"scores", std::move(scores)},
                     {"evaluation_time", nullable(result.evaluation_time)},
                     {"kg_co2_emissions", nullable(result.kg_co2_emissions)},
                     {"date", nullable(result.date)},
                     {"evaluation_phases", std::move(phases)}};
  // As Python's json.dump(indent=2): everything beyond ASCII escaped.
  return file.dump(2, ' ', true, Json::error_handler_t::replace);
}

TaskResult parse_result_json(std::string_view text, const std::string& where) {
  Json file = parse_lenient_json(text, where);
  const bool may_be_old = file.is_object() && may_be_from_before_1_11(file);
  // Versions lie: some files of 1.1 have been converted since. What tells is whether the shape of
  // today is there.
  if (may_be_old && file.contains("mteb_dataset_name") && !file.contains("scores")) {
    file = convert_from_before_1_11(file, where);
  }
  if (file.is_object()) flatten_pair_scores(file);
  return result_from_json(file, where);
}

TaskResult read_result_file(const std::filesystem::path& path) {
  return parse_result_json(read_file(path), path.string());
}

}  // namespace assay
