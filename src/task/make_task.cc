#include <algorithm>
#include <array>
#include <string_view>

#include "assay/error.h"
#include "assay/task.h"
#include "base/suggest.h"
#include "task/bitext_task.h"
#include "task/classification_task.h"
#include "task/clustering_fast_task.h"
#include "task/clustering_legacy_task.h"
#include "task/multilabel_task.h"
#include "task/pair_classification_task.h"
#include "task/regression_task.h"
#include "task/retrieval_task.h"
#include "task/row_evaluation.h"
#include "task/sts_task.h"
#include "task/summarization_task.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// The folder that holds the task's data: below data_root, else what `fetch` brings.
fs::path data_folder(const TaskInfo& info, const DataOptions& data) {
  if (!data.data_root.empty()) {
    std::error_code absent;
    fs::path local = data.data_root / info.name;
    if (fs::is_directory(local, absent)) return local;
  }
  if (data.fetch) return data.fetch(info);
  throw Error(ErrorKind::kUnavailable,
              info.name + ": no folder of this name under the data root" +
                  (data.data_root.empty() ? std::string(" (none is given)")
                                          : " " + data.data_root.string()) +
                  ", and there is no other place to look");
}

std::unique_ptr<Task> make_retrieval(TaskInfo info, const DataOptions& data) {
  TaskInfo known = info;
  return make_retrieval_task(
      std::move(info),
      [known = std::move(known), data](const std::string& split, const std::string& subset) {
        if (known.is_starter) return read_starter_retrieval(known.name, split, subset);
        const fs::path folder = data_folder(known, data);
        return read_beir_folder(subset == "default" ? folder : folder / subset, split);
      });
}

// The file <Task>/[<subset>/]<split>.<ending> below the data root, else what `fetch` brings; of a
// starter task what is embedded.
RowLoader row_loader(const TaskInfo& info, const DataOptions& data) {
  return [info, data](const std::string& split, const std::string& subset) {
    if (info.is_starter) return read_starter_rows(info.name, split, subset);
    const fs::path folder = data_folder(info, data);
    const fs::path of_subset = subset == "default" ? folder : folder / subset;
    const auto file = find_rows_file(of_subset, split);
    if (!file) {
      throw Error(ErrorKind::kUnavailable,
                  (of_subset / split).string() +
                      ": no such file with one of the endings of a file of rows");
    }
    return read_rows(*file);
  };
}

// A protocol over rows.
template <std::unique_ptr<Task> (*kMake)(TaskInfo info, RowLoader load)>
std::unique_ptr<Task> over_rows(TaskInfo info, const DataOptions& data) {
  RowLoader load = row_loader(info, data);
  return kMake(std::move(info), std::move(load));
}

std::unique_ptr<Task> make_aggregate(TaskInfo info, const DataOptions&) {
  return make_aggregate_task(std::move(info), {});
}

// Which protocol is evaluated by what. A new protocol is one line here and one file beside this
// one.
struct Protocol {
  std::string_view name;
  std::unique_ptr<Task> (*make)(TaskInfo info, const DataOptions& data);
};
constexpr std::array kProtocols{
    Protocol{"aggregate", make_aggregate},
    Protocol{"bitext", over_rows<make_bitext_task>},
    Protocol{"classification", over_rows<make_classification_task>},
    Protocol{"clustering_fast", over_rows<make_clustering_fast_task>},
    Protocol{"clustering_legacy", over_rows<make_clustering_legacy_task>},
    Protocol{"multilabel", over_rows<make_multilabel_task>},
    Protocol{"pair_classification", over_rows<make_pair_classification_task>},
    Protocol{"regression", over_rows<make_regression_task>},
    Protocol{"retrieval", make_retrieval},
    Protocol{"sts", over_rows<make_sts_task>},
    Protocol{"summarization", over_rows<make_summarization_task>},
};

}  // namespace

bool is_protocol_supported(std::string_view protocol) {
  return std::ranges::find(kProtocols, protocol, &Protocol::name) != kProtocols.end();
}

std::unique_ptr<Task> make_task(const std::string& name, const DataOptions& data) {
  auto info = find_task(name);
  if (!info) {
    throw Error(ErrorKind::kUsage,
                "there is no task '" + name + "'" + did_you_mean(name, all_task_names()));
  }
  for (const Protocol& protocol : kProtocols) {
    if (info->protocol == protocol.name) return protocol.make(*std::move(info), data);
  }
  throw Error(ErrorKind::kNotSupported,
              name + ": not supported yet: the protocol '" + info->protocol + "'");
}

}  // namespace assay
