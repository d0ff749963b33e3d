#include "run/run_record.h"

#include <utility>

#include "base/provenance.h"
#include "base/sha256.h"

namespace assay {
namespace {

constexpr int kSchemaVersion = 1;

Json describe_phases(const std::vector<Phase>& phases) {
  Json list = Json::array();
  for (const Phase& phase : phases) {
    list.push_back({{"name", phase.name}, {"start", phase.start}, {"end", phase.end}});
  }
  return list;
}

Json describe_encoding(const EncodeStats& stats) {
  Json encoding = {{"texts", stats.texts},
                   {"unique_texts", stats.unique_texts},
                   {"stored_texts", stats.stored_texts},
                   {"truncated_texts", stats.truncated_texts},
                   {"tokens", stats.tokens},
                   {"seconds", stats.seconds}};
  if (stats.service.calls > 0) encoding["service"] = describe_service_use(stats.service);
  return encoding;
}

}  // namespace

bool is_run_record(const Json& record) {
  if (!record.is_object()) return false;
  const auto is_list = [&](const char* key) {
    return record.contains(key) && record[key].is_array();
  };
  return record.value("schema_version", Json()) == kSchemaVersion && is_list("runs") &&
         is_list("evaluations");
}

Json last_run(const Json& record) {
  if (!is_run_record(record) || record["runs"].empty()) return nullptr;
  return record["runs"].back();
}

RunRecord::RunRecord(Json stored, const TaskInfo& task, const ModelInfo& model) {
  const bool goes_on = is_run_record(stored);
  record_ = {{"schema_version", kSchemaVersion},
             {"task",
              {{"name", task.name},
               {"type", task.type},
               {"protocol", task.protocol},
               {"main_score", task.main_score},
               {"dataset_path", task.dataset_path},
               {"dataset_revision", task.dataset_revision}}},
             {"model", {{"name", model.name}, {"revision", model.revision}}},
             {"result_sha256", nullptr},
             {"runs", goes_on ? stored["runs"] : Json::array()},
             {"evaluations", goes_on ? stored["evaluations"] : Json::array()}};
}

void RunRecord::add_run(Json run) { record_["runs"].push_back(std::move(run)); }

void RunRecord::add_evaluation(const std::string& split, const std::string& subset,
                               const Evaluation& evaluation, double seconds) {
  Json& evaluations = record_["evaluations"];
  Json entry = {{"split", split},
                {"subset", subset},
                {"run", record_["runs"].size() - 1},
                {"finished", unix_time_now()},
                {"peak_memory_bytes", peak_memory_bytes()},
                {"seconds", seconds},
                {"encoding", describe_encoding(evaluation.encode)},
                {"phases", describe_phases(evaluation.phases)},
                {"facts", evaluation.facts}};
  for (Json& present : evaluations) {
    if (present.is_object() && present.value("split", Json()) == split &&
        present.value("subset", Json()) == subset) {
      present = std::move(entry);
      return;
    }
  }
  evaluations.push_back(std::move(entry));
}

std::string RunRecord::finish(std::string_view result_file) {
  record_["result_sha256"] = sha256_hex(result_file);
  return record_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay
