#include "assay/compress.h"

#include <algorithm>
#include <map>
#include <utility>

#include "assay/error.h"
#include "base/provenance.h"
#include "compress/compressed_encoder.h"
#include "compress/recorded_encoder.h"
#include "compress/rescoring_searcher.h"
#include "compress/vector_store.h"

namespace assay {
namespace {

bool is_float(VectorFormat format) {
  return format == VectorFormat::kFloat32 || format == VectorFormat::kFloat16;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::ranges::find(names, name) != names.end();
}

std::vector<std::size_t> choose_dimensions(const ModelInfo& info, std::vector<std::size_t> wanted) {
  if (wanted.empty()) {
    for (std::size_t d = info.embed_dim; d > 0 && d * 8 >= info.embed_dim; d /= 2) {
      wanted.push_back(d);
    }
  }
  std::ranges::sort(wanted, std::greater<>());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  for (const std::size_t dimension : wanted) {
    if (dimension > 0 && dimension <= info.embed_dim) continue;
    throw Error(ErrorKind::kUsage, std::to_string(dimension) + " dimensions: " + info.name +
                                       " has " + std::to_string(info.embed_dim));
  }
  return wanted;
}

// Mean over pairs; undefined as soon as one of them is.
class MeanScore {
 public:
  void add(std::optional<double> score) {
    ++count_;
    if (!score) is_undefined_ = true;
    sum_ += score.value_or(0);
  }
  [[nodiscard]] std::optional<double> mean() const {
    if (is_undefined_ || count_ == 0) return std::nullopt;
    return sum_ / static_cast<double>(count_);
  }

 private:
  double sum_ = 0;
  std::size_t count_ = 0;
  bool is_undefined_ = false;
};

// One task in one way of storing: a task object of its own, because random state runs on from pair
// to pair.
struct Lane {
  std::unique_ptr<Task> task;
  std::unique_ptr<Task> rescoring_task;
  MeanScore score;
  MeanScore rescored;

  explicit Lane(const CompressTask& plan) : task(plan.make()), rescoring_task(plan.make()) {}
  [[nodiscard]] CompressedScore result() const {
    return {.task = task->info().name,
            .metric = task->info().main_score,
            .score = score.mean(),
            .rescored = rescored.mean()};
  }
};

// Ranges of an empty task are of no use, but must be there.
ComponentRanges ranges_of(const Matrix& rows) {
  if (rows.rows() > 0) return find_ranges(rows);
  return {.least = std::vector<float>(rows.cols(), 0.0F),
          .step = std::vector<float>(rows.cols(), 1.0F)};
}

class Comparison {
 public:
  Comparison(Model& model, const CompressOptions& options) : options_(options) {
    Encoder* const encoder = model.as_encoder();
    const ModelInfo& info = model.info();
    if (encoder == nullptr || info.embed_dim == 0) {
      throw Error(ErrorKind::kNotSupported,
                  info.name + " ranks documents by their words: there are no vectors to compress");
    }
    encoder_ = encoder;
    report_.model = info.name;
    report_.revision = info.revision;
    report_.precision = info.settings.value("precision", "");
    report_.search_vectors = options.search_vectors;
    report_.rescore = options.rescore;
    report_.usd_per_gb_month = options.usd_per_gb_month;
    report_.machine = describe_machine();
    for (const std::size_t dimension : choose_dimensions(info, options.dimensions)) {
      for (const VectorFormat format : options.formats) add_variant({dimension, format});
    }
  }

  void run(const CompressTask& plan) {
    Lane base(plan);
    std::vector<Lane> lanes;
    for (std::size_t v = 0; v < report_.variants.size(); ++v) lanes.emplace_back(plan);
    const TaskInfo& info = base.task->info();
    bool has_pair = false;
    for (const std::string& split : info.eval_splits) {
      for (const SubsetInfo& subset : info.subsets) {
        if (!contains(plan.splits, split) || !contains(plan.subsets, subset.name)) continue;
        run_pair(split, subset.name, base, lanes);
        has_pair = true;
      }
    }
    if (!has_pair) {
      throw Error(ErrorKind::kUsage, info.name + " has none of the splits and subsets asked for");
    }
    report_.baseline.push_back(base.result());
    for (std::size_t v = 0; v < lanes.size(); ++v) {
      report_.variants[v].scores.push_back(lanes[v].result());
    }
  }

  CompressReport finish() { return std::move(report_); }

 private:
  void add_variant(const Compression& compression) {
    CompressedModel variant;
    variant.compression = compression;
    variant.bytes_per_vector = bytes_per_vector(compression.format, compression.dimension);
    variant.gigabytes_per_million = static_cast<double>(variant.bytes_per_vector) * 1e6 / 1e9;
    if (options_.usd_per_gb_month > 0) {
      variant.usd_per_million_month = variant.gigabytes_per_million * options_.usd_per_gb_month;
    }
    report_.variants.push_back(std::move(variant));
  }

  [[nodiscard]] EvaluateOptions evaluate_options(Progress* progress) const {
    return {.threads = options_.threads,
            .limit = options_.limit,
            .progress = progress,
            .stop = options_.stop};
  }

  void run_pair(const std::string& split, const std::string& subset, Lane& base,
                std::vector<Lane>& lanes) {
    RecordedEncoder recorded(*encoder_);
    const Evaluation whole =
        base.task->evaluate(split, subset, recorded, evaluate_options(options_.progress));
    base.score.add(whole.scores.main_score);
    report_.encode += recorded.stats();

    const TaskInfo& info = base.task->info();
    const Similarity similarity = encoder_->info().similarity;
    const bool multiplies = similarity == Similarity::kCosine || similarity == Similarity::kDot;
    const bool searches = info.protocol == "retrieval" && multiplies;
    const bool rescores =
        searches && options_.rescore > 0 && !whole.facts.contains("ranks_candidates");
    const auto form = searches ? CompressedEncoder::Form::kCodes : CompressedEncoder::Form::kValues;

    if (options_.progress != nullptr) {
      options_.progress->begin("compress " + info.name, lanes.size(), "variants");
    }
    const Matrix documents = recorded.documents();
    Matrix rows;
    ComponentRanges ranges;
    for (std::size_t v = 0; v < lanes.size(); ++v) {
      CompressedModel& variant = report_.variants[v];
      const Compression& compression = variant.compression;
      if (v == 0 || compression.dimension != rows.cols()) {
        rows = truncate_rows(documents, compression.dimension, stores_normalised(encoder_->info()));
        ranges = ranges_of(rows);
      }
      Lane& lane = lanes[v];
      CompressedEncoder encoder(recorded, compression, ranges, form);
      lane.score.add(
          lane.task->evaluate(split, subset, encoder, evaluate_options(nullptr)).scores.main_score);
      if (rescores && !is_float(compression.format)) {
        RescoringSearcher searcher(recorded, compression, ranges, options_.rescore,
                                   options_.threads);
        lane.rescored.add(
            lane.rescoring_task->evaluate(split, subset, searcher, evaluate_options(nullptr))
                .scores.main_score);
      }
      if (variant.search_ms.repeats == 0 && rows.rows() > 0 && options_.search_vectors > 0) {
        const VectorStore store(rows, options_.search_vectors, compression.format, ranges);
        variant.search_ms = time_search(store, rows);
      }
      if (options_.progress != nullptr) options_.progress->advance(1);
    }
    if (options_.progress != nullptr) options_.progress->end();
  }

  const CompressOptions& options_;
  Encoder* encoder_ = nullptr;
  CompressReport report_;
};

}  // namespace

CompressReport compress(Model& model, const std::vector<CompressTask>& tasks,
                        const CompressOptions& options) {
  Comparison comparison(model, options);
  for (const CompressTask& task : tasks) comparison.run(task);
  return comparison.finish();
}

}  // namespace assay
