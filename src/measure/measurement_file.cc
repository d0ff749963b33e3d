#include <algorithm>
#include <utility>

#include "assay/error.h"
#include "assay/measure.h"
#include "base/file.h"
#include "base/provenance.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr int kSchemaVersion = 1;

fs::path file_of(const fs::path& revision_folder) {
  return revision_folder / "assay" / "inference.json";
}

bool is_same_machine(const Json& one, const Json& other) {
  const auto same = [&](const char* key) {
    return one.value(key, Json()) == other.value(key, Json());
  };
  return same("processor") && same("cores");
}

bool is_replaced_by(const Measurement& old, const Measurement& fresh) {
  return old.precision == fresh.precision && old.threads == fresh.threads &&
         is_same_machine(old.machine, fresh.machine);
}

}  // namespace

std::vector<Measurement> read_measurements(const fs::path& revision_folder) {
  const fs::path path = file_of(revision_folder);
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return {};
  const std::string where = path.string();
  const Json file = Json::parse(read_file(path), nullptr, /*allow_exceptions=*/false);
  if (!file.is_object() || file.value("schema_version", Json()) != kSchemaVersion ||
      !file.value("measurements", Json()).is_array()) {
    throw Error(ErrorKind::kBadData, where + ": not a file of measurements of schema version 1");
  }
  std::vector<Measurement> measurements;
  for (const Json& entry : file["measurements"]) {
    measurements.push_back(measurement_from_json(entry, where));
  }
  std::ranges::stable_sort(measurements, std::ranges::greater(), &Measurement::date);
  return measurements;
}

fs::path store_measurement(const fs::path& revision_folder, const Measurement& measurement) {
  const fs::path path = file_of(revision_folder);
  std::vector<Measurement> all;
  try {
    all = read_measurements(revision_folder);
  } catch (const Error& error) {
    // A broken file is replaced: it can be measured again.
    if (error.kind() != ErrorKind::kBadData) throw;
  }
  const bool keeps_old = std::ranges::any_of(all, [&](const Measurement& old) {
    return is_replaced_by(old, measurement) && old.is_full && !measurement.is_full;
  });
  if (keeps_old) return path;
  std::erase_if(all, [&](const Measurement& old) { return is_replaced_by(old, measurement); });
  all.insert(all.begin(), measurement);
  Json file = {{"schema_version", kSchemaVersion}, {"measurements", Json::array()}};
  for (const Measurement& entry : all) file["measurements"].push_back(to_json(entry));
  write_file_atomically(path, file.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  return path;
}

std::optional<Measurement> find_measurement(const fs::path& revision_folder, const ModelInfo& model,
                                            unsigned threads) {
  const Json machine = describe_machine();
  const std::string precision = model.settings.value("precision", "");
  try {
    for (Measurement& old : read_measurements(revision_folder)) {
      if (old.precision == precision && old.threads == threads &&
          is_same_machine(old.machine, machine)) {
        return std::move(old);
      }
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kBadData) throw;
  }
  return std::nullopt;
}

}  // namespace assay
