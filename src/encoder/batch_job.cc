#include "encoder/batch_job.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "assay/error.h"
#include "base/file.h"
#include "base/json_object.h"
#include "base/line_reader.h"
#include "base/sha256.h"
#include "encoder/cached_encoder.h"

namespace assay {
namespace {

constexpr std::size_t kIdDigits = 10;

std::vector<std::string> parse_keys(const std::string& line, const std::string& where) {
  const Json list = parse_json(line, where);
  const bool is_list =
      list.is_array() && std::ranges::all_of(list, [](const Json& key) { return key.is_string(); });
  if (!is_list) throw Error(ErrorKind::kBadData, where + ": is no list of keys");
  return list.get<std::vector<std::string>>();
}

}  // namespace

std::string batch_key(const std::string& text) { return sha256_hex(text); }

std::string batch_scope(const ModelInfo& model, const Json& conditions) {
  const VectorScope scope = describe_scope(model, conditions);
  const Json parts = {scope.provider,  scope.model,    scope.revision,
                      scope.dimension, scope.settings, scope.conditions};
  return sha256_hex(parts.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// Eleven letters and digits: what AWS's pages asked for at first.
std::string record_id(std::size_t record) {
  const std::string digits = std::to_string(record);
  return "R" + std::string(kIdDigits - std::min(kIdDigits, digits.size()), '0') + digits;
}

std::size_t parse_record_id(const std::string& id) {
  std::size_t record = 0;
  const char* end = id.data() + id.size();
  const bool is_id = id.size() == kIdDigits + 1 && id[0] == 'R' &&
                     std::from_chars(id.data() + 1, end, record).ptr == end;
  return is_id ? record : std::numeric_limits<std::size_t>::max();
}

void save_job(const std::filesystem::path& file, const BatchJob& job) {
  const JobOrder& order = job.order;
  const Json head = {{"name", order.name},
                     {"model_id", order.model_id},
                     {"role_arn", order.role_arn},
                     {"input_uri", order.input_uri},
                     {"output_uri", order.output_uri},
                     {"region", job.region},
                     {"arn", job.arn},
                     {"scope", job.scope}};
  std::string text = head.dump() + "\n";
  for (const auto& keys : job.records) text += Json(keys).dump() + "\n";
  write_file_atomically(file, text);
}

BatchJob load_job(const std::filesystem::path& file, bool with_records) {
  LineReader lines(file);
  std::string line;
  if (!lines.next(line)) throw Error(ErrorKind::kBadData, file.string() + ": is empty");
  const JsonObject head(parse_json(line, lines.where()), lines.where());
  BatchJob job{.order = {.name = head.required_string("name"),
                         .model_id = head.required_string("model_id"),
                         .role_arn = head.required_string("role_arn"),
                         .input_uri = head.required_string("input_uri"),
                         .output_uri = head.required_string("output_uri")},
               .region = head.required_string("region"),
               .arn = head.string("arn").value_or(""),
               .scope = head.required_string("scope"),
               .records = {}};
  while (with_records && lines.next(line)) job.records.push_back(parse_keys(line, lines.where()));
  return job;
}

}  // namespace assay
