#include "catalogue/entry_table.h"

#include <string>

#include "assay/error.h"
#include "base/gzip.h"

namespace assay {

namespace embedded {  // cmake/EmbedFile.cmake
std::string_view catalogue_tasks();
std::string_view catalogue_benchmarks();
std::string_view catalogue_models();
std::string_view catalogue_starter_tasks();
}  // namespace embedded

namespace {

constexpr std::string_view kNamePrefix = R"({"name":")";

// The name that an entry's line begins with. Names hold no characters that JSON escapes (the
// generator's output is tested).
std::string_view name_of(std::string_view line, std::string_view what) {
  const std::size_t end = line.find('"', kNamePrefix.size());
  if (!line.starts_with(kNamePrefix) || end == std::string_view::npos) {
    throw Error(ErrorKind::kBadData, std::string(what) + ": an entry does not begin with its name");
  }
  return line.substr(kNamePrefix.size(), end - kNamePrefix.size());
}

}  // namespace

EntryTable::EntryTable(std::string text, std::string_view what) : text_(std::move(text)) {
  std::string_view rest = text_;
  const auto next_line = [&rest] {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
  };
  header_ = Json::parse(next_line(), nullptr, /*allow_exceptions=*/false);
  if (!header_.is_object()) {
    throw Error(ErrorKind::kBadData, std::string(what) + ": the first line is not a JSON object");
  }
  while (!rest.empty()) {
    const std::string_view line = next_line();
    const std::string_view name = name_of(line, what);
    names_.emplace_back(name);
    lines_.emplace(name, line);
  }
}

Json EntryTable::find(std::string_view name) const {
  const auto line = lines_.find(name);
  return line == lines_.end() ? Json() : Json::parse(line->second);
}

const EntryTable& task_table() {
  constexpr std::string_view kWhat = "the task catalogue";
  static const EntryTable kTable(unpack_gzip(embedded::catalogue_tasks(), kWhat), kWhat);
  return kTable;
}

const EntryTable& starter_task_table() {
  static const EntryTable kTable(std::string(embedded::catalogue_starter_tasks()),
                                 "the list of starter tasks");
  return kTable;
}

const EntryTable& benchmark_table() {
  constexpr std::string_view kWhat = "the benchmark catalogue";
  static const EntryTable kTable(unpack_gzip(embedded::catalogue_benchmarks(), kWhat), kWhat);
  return kTable;
}

const EntryTable& model_table() {
  constexpr std::string_view kWhat = "the model catalogue";
  static const EntryTable kTable(unpack_gzip(embedded::catalogue_models(), kWhat), kWhat);
  return kTable;
}

}  // namespace assay
