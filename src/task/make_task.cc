#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "assay/error.h"
#include "assay/task.h"
#include "base/suggest.h"
#include "task/bitext_task.h"
#include "task/classification_task.h"
#include "task/clustering_fast_task.h"
#include "task/clustering_legacy_task.h"
#include "task/multilabel_task.h"
#include "task/own_data.h"
#include "task/own_rows.h"
#include "task/pair_classification_task.h"
#include "task/recipe/hub_rows.h"
#include "task/recipe/row_recipe.h"
#include "task/regression_task.h"
#include "task/retrieval_task.h"
#include "task/row_evaluation.h"
#include "task/sts_task.h"
#include "task/summarization_task.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// The folder <data root>/<Task>, if there is one.
std::optional<fs::path> local_folder(const TaskInfo& info, const DataOptions& data) {
  if (data.data_root.empty()) return std::nullopt;
  std::error_code absent;
  fs::path local = data.data_root / info.name;
  if (!fs::is_directory(local, absent)) return std::nullopt;
  return local;
}

[[noreturn]] void fail_no_data(const TaskInfo& info, const DataOptions& data) {
  throw Error(ErrorKind::kUnavailable,
              info.name + ": no folder of this name under the data root" +
                  (data.data_root.empty() ? std::string(" (none is given)")
                                          : " " + data.data_root.string()) +
                  ", and there is no other place to look");
}

fs::path subset_folder(const fs::path& folder, const std::string& subset) {
  return subset == "default" ? folder : folder / subset;
}

RetrievalLoader retrieval_loader(const TaskInfo& info, const DataOptions& data) {
  return [info, data](const std::string& split, const std::string& subset) {
    if (info.is_starter) return read_starter_retrieval(info.name, split, subset);
    if (const auto folder = local_folder(info, data)) {
      return read_beir_folder(subset_folder(*folder, subset), split);
    }
    if (!data.fetch) fail_no_data(info, data);
    return load_hub_retrieval(info, split, subset, data.fetch);
  };
}

// The file <Task>/[<subset>/]<split>.<ending> below the data root, which holds rows as mteb has
// them after its transforms; else the data set on the hub and the task's recipe. Of a starter task
// what is embedded.
RowLoader row_loader(const TaskInfo& info, const DataOptions& data) {
  RowLoader from_hub;
  if (data.fetch) from_hub = make_hub_row_loader(info, data.fetch);
  return [info, data, from_hub](const std::string& split, const std::string& subset) {
    if (info.is_starter) return read_starter_rows(info.name, split, subset);
    const auto folder = local_folder(info, data);
    if (!folder) {
      if (!from_hub) fail_no_data(info, data);
      if (const auto reason = why_unsupported(info)) {
        throw Error(ErrorKind::kNotSupported, info.name + ": not supported yet: " + *reason);
      }
      return from_hub(split, subset);
    }
    const auto file = find_rows_file(subset_folder(*folder, subset), split);
    if (!file) {
      throw Error(ErrorKind::kUnavailable, (subset_folder(*folder, subset) / split).string() +
                                               ": no such file with one of the endings of a file "
                                               "of rows");
    }
    return read_rows(*file);
  };
}

// Which protocol over rows is evaluated by what. A new protocol is one line here and one file
// beside this one.
struct Protocol {
  std::string_view name;
  std::unique_ptr<Task> (*make)(TaskInfo info, RowLoader load);
};
constexpr std::array kProtocols{
    Protocol{"bitext", make_bitext_task},
    Protocol{"classification", make_classification_task},
    Protocol{"clustering_fast", make_clustering_fast_task},
    Protocol{"clustering_legacy", make_clustering_legacy_task},
    Protocol{"multilabel", make_multilabel_task},
    Protocol{"pair_classification", make_pair_classification_task},
    Protocol{"regression", make_regression_task},
    Protocol{"sts", make_sts_task},
    Protocol{"summarization", make_summarization_task},
};

const Protocol* find_protocol(std::string_view name) {
  const auto found = std::ranges::find(kProtocols, name, &Protocol::name);
  return found == kProtocols.end() ? nullptr : &*found;
}

[[noreturn]] void fail_no_protocol(const TaskInfo& info) {
  throw Error(ErrorKind::kNotSupported,
              info.name + ": not supported yet: the protocol '" + info.protocol + "'");
}

// What a task's own code changes in its settings while it makes its rows; the catalogue says it in
// words only.
void apply_noted_settings(TaskInfo& info) {
  const std::string note = info.entry.value("data", Json::object()).value("note", "");
  if (note.find("max_fraction_of_documents_to_embed is set to null") != std::string::npos) {
    info.settings["max_fraction_of_documents_to_embed"] = nullptr;
  }
}

}  // namespace

std::unique_ptr<Task> make_task(const std::string& name, const DataOptions& data) {
  auto info = find_task(name);
  if (!info) {
    throw Error(ErrorKind::kUsage,
                "there is no task '" + name + "'" + did_you_mean(name, all_task_names()));
  }
  apply_noted_settings(*info);
  if (info->protocol == "retrieval") {
    RetrievalLoader load = retrieval_loader(*info, data);
    return make_retrieval_task(*std::move(info), std::move(load));
  }
  if (info->protocol == "aggregate") return make_aggregate_task(*std::move(info), {});
  const Protocol* protocol = find_protocol(info->protocol);
  if (protocol == nullptr) fail_no_protocol(*info);
  RowLoader load = row_loader(*info, data);
  return protocol->make(*std::move(info), std::move(load));
}

std::unique_ptr<Task> make_task_from_folder(const fs::path& path) {
  OwnData own = read_own_data(path);
  if (own.info.protocol == "retrieval") {
    TaskInfo info = own.info;
    return make_retrieval_task(std::move(info), make_own_retrieval_loader(std::move(own)));
  }
  const Protocol* protocol = find_protocol(own.info.protocol);
  if (protocol == nullptr) fail_no_protocol(own.info);
  TaskInfo info = own.info;
  return protocol->make(std::move(info), make_own_row_loader(std::move(own)));
}

std::optional<std::string> why_unsupported(const TaskInfo& info, bool local_data) {
  if (info.protocol == "aggregate") return std::nullopt;
  if (info.protocol != "retrieval" && find_protocol(info.protocol) == nullptr) {
    return "the protocol '" + info.protocol + "'";
  }
  if (local_data) return std::nullopt;
  return info.protocol == "retrieval" ? unsupported_retrieval(info) : unsupported_recipe(info);
}

}  // namespace assay
