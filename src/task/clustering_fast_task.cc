#include "task/clustering_fast_task.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "assay/metric/clustering.h"
#include "base/parallel.h"
#include "math/mini_batch_kmeans.h"
#include "math/numpy_sum.h"
#include "math/python_random.h"
#include "task/clustering_labels.h"

namespace assay {
namespace {

constexpr std::uint32_t kSeed = 42;

// One k-means run: texts of a level, drawn with replacement.
struct Experiment {
  std::size_t level = 0;
  std::vector<std::uint32_t> drawn;  // places in LabelLevel::rows
  double v_measure = 0;
  double ami = 0;
};

// All that chance decides about a (split, subset), drawn in mteb's order.
struct Draws {
  RowTable rows;  // those to embed
  std::vector<LabelLevel> levels;
  std::vector<Experiment> experiments;
};

class ClusteringFastTask final : public Task {
 public:
  ClusteringFastTask(TaskInfo info, RowLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        text_column_(info_.settings.value("input_column_name", "sentences")),
        label_column_(info_.settings.value("label_column_name", "labels")),
        max_documents_(optional_setting("max_document_to_embed")),
        max_fraction_(optional_setting("max_fraction_of_documents_to_embed")),
        drawn_per_run_(count_setting("max_documents_per_cluster", 16384)),
        runs_(count_setting("n_clusters", 10)),
        batch_size_(count_setting("k_mean_batch_size", 512)),
        max_depth_(optional_setting("max_depth")) {
    if (max_documents_ && max_fraction_) {
      throw Error(ErrorKind::kBadData, info_.name +
                                           ": max_document_to_embed and "
                                           "max_fraction_of_documents_to_embed exclude each other");
    }
  }

  [[nodiscard]] const TaskInfo& info() const override { return info_; }

  void skip(const std::string& split, const std::string& subset) override {
    (void)draw(load_(split, subset), 0);
    ++passed_over_;
  }

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    RowEvaluation evaluation(info_, model, split, subset, options);
    Draws draws = draw(evaluation.load(load_, split), options.limit);
    Json& facts = evaluation.result().facts;
    facts["rows_evaluated"] = draws.rows.rows();
    facts["sklearn"] = to_string(options.sklearn);
    facts["drawn_after"] = passed_over_;  // (split, subset) pairs before this one
    ++passed_over_;
    const Matrix vectors =
        evaluation.encode(draws.rows.strings(text_column_), Role::kNone, "Encoding");
    parallel_for(draws.experiments.size(), options.threads, [&](std::size_t i, unsigned) {
      Experiment& experiment = draws.experiments[i];
      run(experiment, draws.levels[experiment.level], vectors, options.sklearn);
    });
    evaluation.result().per_query = table_of(draws.experiments);
    return evaluation.finish(score(draws.experiments));
  }

 private:
  [[nodiscard]] std::optional<double> optional_setting(const char* name) const {
    const Json value = info_.settings.value(name, Json());
    if (value.is_null()) return std::nullopt;
    if (value.is_number() && value.get<double>() > 0) return value.get<double>();
    throw Error(ErrorKind::kBadData,
                info_.name + ": the setting " + name + " has to be a positive number or null");
  }
  [[nodiscard]] std::size_t count_setting(const char* name, std::size_t otherwise) const {
    const auto value = optional_setting(name);
    return value ? static_cast<std::size_t>(*value) : otherwise;
  }

  // `limit` cuts what is embedded, after the draw.
  Draws draw(RowTable rows, std::size_t limit) {
    if (rows.rows() == 0) throw Error(ErrorKind::kBadData, rows.where() + ": there are no rows");
    sample_rows(rows);
    if (limit != 0 && limit < rows.rows()) keep_first(rows, limit);
    Draws draws{std::move(rows), {}, {}};
    draws.levels = label_levels(draws.rows, label_column_,
                                max_depth_ ? static_cast<std::size_t>(*max_depth_) : 0);
    for (std::size_t level = 0; level < draws.levels.size(); ++level) {
      const auto n = static_cast<std::uint32_t>(draws.levels[level].rows.size());
      if (n == 0) {
        throw Error(ErrorKind::kBadData,
                    draws.rows.where() + ": no row has a label at level " + std::to_string(level));
      }
      if (draws.levels[level].num_groups > drawn_per_run_) {
        throw Error(ErrorKind::kBadData,
                    draws.rows.where() + ": " + std::to_string(draws.levels[level].num_groups) +
                        " different labels at level " + std::to_string(level) +
                        " are more than the " + std::to_string(drawn_per_run_) + " draws of a run");
      }
      for (std::size_t i = 0; i < runs_; ++i) {
        draws.experiments.push_back({.level = level, .drawn = random_.choices(n, drawn_per_run_)});
      }
    }
    return draws;
  }

  void sample_rows(RowTable& rows) {
    if (!max_documents_ && !max_fraction_) return;
    const double n = static_cast<double>(rows.rows());
    const double wanted = max_fraction_ ? *max_fraction_ * n : *max_documents_;
    const auto count = static_cast<std::uint32_t>(std::min(wanted, n));
    if (count == 0) {
      throw Error(ErrorKind::kBadData, rows.where() + ": of " + std::to_string(rows.rows()) +
                                           " rows, the setting "
                                           "max_fraction_of_documents_to_embed leaves none");
    }
    const auto sampled = random_.sample(static_cast<std::uint32_t>(rows.rows()), count);
    rows.take_rows(std::vector<std::size_t>(sampled.begin(), sampled.end()));
  }

  static void keep_first(RowTable& rows, std::size_t count) {
    std::vector<std::size_t> first(count);
    std::iota(first.begin(), first.end(), std::size_t{0});
    rows.take_rows(first);
  }

  void run(Experiment& experiment, const LabelLevel& level, const Matrix& vectors,
           SklearnVersion version) const {
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> truth;
    rows.reserve(experiment.drawn.size());
    truth.reserve(experiment.drawn.size());
    for (const std::uint32_t place : experiment.drawn) {
      rows.push_back(level.rows[place]);
      truth.push_back(level.groups[place]);
    }
    const auto found = mini_batch_kmeans({vectors, rows}, {.clusters = level.num_groups,
                                                           .batch_size = batch_size_,
                                                           .seed = kSeed,
                                                           .version = version});
    experiment.v_measure = v_measure(truth, found);
    experiment.ami = adjusted_mutual_information(truth, found);
  }

  // {"v_measures": {"Level 0": [...]}, "v_measure", "v_measure_std", the same of ami}.
  static Json score(const std::vector<Experiment>& experiments) {
    Json scores = Json::object();
    const auto add = [&](const std::string& list, const std::string& name,
                         double Experiment::* value) {
      std::vector<double> all;
      Json by_level = Json::object();
      for (const Experiment& experiment : experiments) {
        all.push_back(experiment.*value);
        by_level["Level " + std::to_string(experiment.level)].push_back(experiment.*value);
      }
      scores[list] = std::move(by_level);
      scores[name] = numpy_mean(all);
      scores[name + "_std"] = numpy_std(all);
    };
    add("v_measures", "v_measure", &Experiment::v_measure);
    add("ami_scores", "ami", &Experiment::ami);
    return scores;
  }

  static Json table_of(const std::vector<Experiment>& experiments) {
    Json table = {{"ids", Json::array()}, {"v_measure", Json::array()}, {"ami", Json::array()}};
    for (std::size_t i = 0; i < experiments.size(); ++i) {
      table["ids"].push_back("Level " + std::to_string(experiments[i].level) + ", draw " +
                             std::to_string(i));
      table["v_measure"].push_back(experiments[i].v_measure);
      table["ami"].push_back(experiments[i].ami);
    }
    return table;
  }

  TaskInfo info_;
  RowLoader load_;
  std::string text_column_;
  std::string label_column_;
  std::optional<double> max_documents_;
  std::optional<double> max_fraction_;
  std::size_t drawn_per_run_;
  std::size_t runs_;
  std::size_t batch_size_;
  std::optional<double> max_depth_;
  PythonRandom random_{kSeed};
  std::size_t passed_over_ = 0;
};

}  // namespace

std::unique_ptr<Task> make_clustering_fast_task(TaskInfo info, RowLoader load) {
  return std::make_unique<ClusteringFastTask>(std::move(info), std::move(load));
}

}  // namespace assay
