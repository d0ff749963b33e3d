#include "task/clustering_legacy_task.h"

#include <numeric>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "assay/metric/clustering.h"
#include "base/parallel.h"
#include "math/mini_batch_kmeans.h"
#include "math/numpy_sum.h"
#include "task/clustering_labels.h"
#include "task/pair_input.h"

namespace assay {
namespace {

constexpr std::size_t kBatchSize = 500;
// Vectors of several rows wait for each other so that their k-means runs fill all cores; at most
// this many floats (256 MiB) and one row.
constexpr std::size_t kMostWaiting = std::size_t{64} << 20U;

// The texts of one row, with the number of the group that each belongs to.
struct ClusterSet {
  std::size_t row = 0;
  std::vector<std::uint32_t> truth;
  std::uint32_t num_groups = 0;
  Matrix vectors;
};

class ClusteringLegacyTask final : public Task {
 public:
  ClusteringLegacyTask(TaskInfo info, RowLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        text_column_(info_.settings.value("input_column_name", "sentences")),
        label_column_(info_.settings.value("label_column_name", "labels")) {}

  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  // Every row starts from the same seed.
  void skip(const std::string&, const std::string&) override {}

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    RowEvaluation evaluation(info_, model, split, subset, options);
    RowTable rows = evaluation.load(load_, split);
    evaluation.apply_limit(rows);
    evaluation.result().facts["sklearn"] = to_string(options.sklearn);
    const auto texts = rows.string_lists(text_column_);

    // A row of one group is perfect by definition and not encoded.
    std::vector<double> scores(rows.rows(), 1.0);
    std::vector<ClusterSet> waiting;
    std::size_t waiting_floats = 0;
    const auto score_waiting = [&] {
      parallel_for(waiting.size(), options.threads, [&](std::size_t i, unsigned) {
        scores[waiting[i].row] = score(waiting[i], options.sklearn);
      });
      waiting.clear();
      waiting_floats = 0;
    };
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      ClusterSet set = groups_of(rows, i, texts[i].size());
      if (set.num_groups <= 1) continue;
      set.vectors = evaluation.encode(texts[i], Role::kNone, "Encoding");
      waiting_floats += set.vectors.rows() * set.vectors.cols();
      waiting.push_back(std::move(set));
      if (waiting_floats >= kMostWaiting) score_waiting();
    }
    score_waiting();
    evaluation.result().per_query = table_of_rows(scores.size());
    evaluation.result().per_query["v_measure"] = scores;
    return evaluation.finish({{"v_measure", numpy_mean(scores)},
                              {"v_measure_std", numpy_std(scores)},
                              {"v_measures", scores}});
  }

 private:
  // The labels of row `i` as numbers; there have to be as many as texts.
  ClusterSet groups_of(const RowTable& rows, std::size_t i, std::size_t num_texts) const {
    const Json& labels = rows.column(label_column_)[i];
    if (!labels.is_array() || labels.size() != num_texts) {
      throw Error(ErrorKind::kBadData,
                  rows.place(i, label_column_) + ": expected a list of " +
                      std::to_string(num_texts) + " labels, one for each of " + text_column_ +
                      (labels.is_array() ? ", found " + std::to_string(labels.size()) : ""));
    }
    ClusterSet set{.row = i, .truth = {}, .num_groups = 0, .vectors = {}};
    if (labels.empty()) return set;
    RowTable table(rows.where() + ": row " + std::to_string(i + 1));
    table.set_column(label_column_, labels.get<std::vector<Json>>());
    LabelLevel level = group_labels(table, label_column_);
    set.truth = std::move(level.groups);
    set.num_groups = level.num_groups;
    return set;
  }

  static double score(const ClusterSet& set, SklearnVersion version) {
    std::vector<std::uint32_t> rows(set.vectors.rows());
    std::iota(rows.begin(), rows.end(), 0U);
    const auto found = mini_batch_kmeans(
        {set.vectors, rows},
        {.clusters = set.num_groups, .batch_size = kBatchSize, .version = version});
    return v_measure(set.truth, found);
  }

  TaskInfo info_;
  RowLoader load_;
  std::string text_column_;
  std::string label_column_;
};

}  // namespace

std::unique_ptr<Task> make_clustering_legacy_task(TaskInfo info, RowLoader load) {
  return std::make_unique<ClusteringLegacyTask>(std::move(info), std::move(load));
}

}  // namespace assay
