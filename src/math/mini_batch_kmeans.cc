#include "math/mini_batch_kmeans.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "math/best_rows.h"
#include "math/float32_sums.h"
#include "math/uniform_choice.h"

namespace assay {
namespace {

constexpr std::size_t kMostRounds = 100;          // over all points: max_iter
constexpr float kReassignmentRatio = 0.01F;       // of the largest cluster: below it is small
constexpr std::size_t kReassignEvery = 10;        // points per cluster between reassignments
constexpr std::size_t kMostWithoutProgress = 10;  // steps: max_no_improvement

// Nearest centre of every row; the smallest number among equal ones. The product with -2 c of
// scikit-learn, negated: the largest 2 x.c - |c|^2 is the smallest |c|^2 - 2 x.c, bit for bit.
std::vector<std::uint32_t> nearest_centres(const Matrix& rows, const Matrix& centres) {
  Matrix doubled = centres.clone();
  std::vector<float> bias;
  bias.reserve(centres.rows());
  for (std::size_t c = 0; c < centres.rows(); ++c) {
    bias.push_back(-einsum_squares(centres.row(c)));
    for (float& value : doubled.row(c)) value *= 2;
  }
  return best_rows(rows, doubled, bias, 1);
}

// scikit-learn's _euclidean_dense_dense, squared: four terms at a time.
float squared_distance(std::span<const float> x, std::span<const float> y) {
  const auto term = [&](std::size_t i) { return (x[i] - y[i]) * (x[i] - y[i]); };
  float sum = 0;
  std::size_t i = 0;
  for (; i + 4 <= x.size(); i += 4) sum += ((term(i) + term(i + 1)) + term(i + 2)) + term(i + 3);
  for (; i < x.size(); ++i) sum += term(i);
  return sum;
}

// Says when to stop: the mean distance of the batches, smoothed, no longer gets smaller.
class StopRule {
 public:
  StopRule(std::size_t points, std::size_t batch)
      : batch_(static_cast<double>(batch)),
        weight_(std::min(batch_ * 2.0 / (static_cast<double>(points) + 1), 1.0)) {}

  [[nodiscard]] bool should_stop(float batch_inertia) {
    const double inertia = static_cast<double>(batch_inertia) / batch_;
    if (steps_++ == 0) return false;  // that of the first centres
    smoothed_ = steps_ == 2 ? inertia : smoothed_ * (1 - weight_) + inertia * weight_;
    if (smoothed_ < smallest_) {
      smallest_ = smoothed_;
      without_progress_ = 0;
    } else {
      ++without_progress_;
    }
    return without_progress_ >= kMostWithoutProgress;
  }

 private:
  double batch_;
  double weight_;
  std::size_t steps_ = 0;
  double smoothed_ = 0;
  double smallest_ = std::numeric_limits<double>::infinity();
  std::size_t without_progress_ = 0;
};

class MiniBatchKMeans {
 public:
  MiniBatchKMeans(const Points& points, const KMeansOptions& options)
      : points_(points),
        options_(options),
        batch_(std::min(options.batch_size, points.size())),
        random_(options.seed),
        counts_(options.clusters),
        rows_(batch_, points.matrix.cols()) {}

  std::vector<std::uint32_t> fit() {
    const auto n = static_cast<std::uint32_t>(points_.size());
    choose_centres(n);
    std::optional<UniformChoice> choice;
    if (options_.version >= SklearnVersion::k1_9) choice.emplace(n);
    StopRule rule(n, batch_);
    for (std::size_t step = 0; step < kMostRounds * n / batch_; ++step) {
      for (std::size_t i = 0; i < batch_; ++i) {
        const std::uint32_t drawn = choice ? choice->draw(random_) : random_.bounded(n - 1);
        std::ranges::copy(points_[drawn], rows_.row(i).begin());
      }
      if (rule.should_stop(take_step())) break;
    }
    return label_all();
  }

 private:
  void choose_centres(std::uint32_t n) {
    std::size_t sample = 3 * batch_;
    if (sample < options_.clusters) sample = 3 * options_.clusters;
    sample = std::min<std::size_t>(sample, n);
    // Drawn to choose among several initialisations, of which there is one.
    (void)random_.randint(n, sample);
    if (sample < n) {
      std::vector<std::uint32_t> drawn = random_.randint(n, sample);
      for (std::uint32_t& i : drawn) i = points_.rows[i];
      centres_ = choose_first_centres({points_.matrix, drawn}, options_.clusters, options_.version,
                                      random_);
    } else {
      centres_ = choose_first_centres(points_, options_.clusters, options_.version, random_);
    }
  }

  // Moves the centres by one batch; returns the sum of squared distances before.
  float take_step() {
    const bool may_reassign = is_reassignment_due();
    const std::vector<std::uint32_t> labels = nearest_centres(rows_, centres_);
    float inertia = 0;
    for (std::size_t i = 0; i < batch_; ++i) {
      inertia += squared_distance(rows_.row(i), centres_.row(labels[i]));
    }
    move_centres(labels);
    if (may_reassign) reassign_small_clusters();
    return inertia;
  }

  bool is_reassignment_due() {
    since_reassignment_ += batch_;
    const bool has_empty = std::ranges::find(counts_, 0.0F) != counts_.end();
    if (!has_empty && since_reassignment_ < kReassignEvery * options_.clusters) return false;
    since_reassignment_ = 0;
    return true;
  }

  void move_centres(const std::vector<std::uint32_t>& labels) {
    std::vector<float> added(counts_.size());
    for (std::size_t i = 0; i < batch_; ++i) {
      const std::uint32_t c = labels[i];
      const auto centre = centres_.row(c);
      if (added[c] == 0) {
        for (float& value : centre) value *= counts_[c];
      }
      added[c] += 1;
      const auto row = rows_.row(i);
      for (std::size_t j = 0; j < centre.size(); ++j) centre[j] += row[j];
    }
    for (std::size_t c = 0; c < counts_.size(); ++c) {
      if (added[c] == 0) continue;
      counts_[c] += added[c];
      const float scale = 1 / counts_[c];
      for (float& value : centres_.row(c)) value *= scale;
    }
  }

  // Clusters with few points start anew at points of the batch.
  void reassign_small_clusters() {
    const float bound = kReassignmentRatio * *std::ranges::max_element(counts_);
    std::vector<std::uint32_t> small;
    for (std::uint32_t c = 0; c < counts_.size(); ++c) {
      if (counts_[c] < bound) small.push_back(c);
    }
    if (2 * small.size() > batch_) keep_smallest(small);
    if (small.empty()) return;
    const auto drawn = random_.permutation(static_cast<std::uint32_t>(batch_));
    std::vector<bool> is_small(counts_.size());
    for (std::size_t i = 0; i < small.size(); ++i) {
      std::ranges::copy(rows_.row(drawn[i]), centres_.row(small[i]).begin());
      is_small[small[i]] = true;
    }
    float smallest_other = std::numeric_limits<float>::infinity();
    for (std::size_t c = 0; c < counts_.size(); ++c) {
      if (!is_small[c]) smallest_other = std::min(smallest_other, counts_[c]);
    }
    for (const std::uint32_t c : small) counts_[c] = smallest_other;
  }

  // At most half a batch of them.
  void keep_smallest(std::vector<std::uint32_t>& small) const {
    std::vector<std::uint32_t> order(counts_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::less<>{}, [&](std::uint32_t c) { return counts_[c]; });
    std::vector<bool> is_kept(counts_.size());
    for (std::size_t i = 0; i < batch_ / 2; ++i) is_kept[order[i]] = true;
    std::erase_if(small, [&](std::uint32_t c) { return !is_kept[c]; });
  }

  [[nodiscard]] std::vector<std::uint32_t> label_all() const {
    // A row that is drawn several times is labelled once.
    const auto of_row = nearest_centres(points_.matrix, centres_);
    std::vector<std::uint32_t> labels;
    labels.reserve(points_.size());
    for (const std::uint32_t row : points_.rows) labels.push_back(of_row[row]);
    return labels;
  }

  Points points_;
  const KMeansOptions& options_;
  std::size_t batch_;
  NumpyRandomState random_;
  Matrix centres_;
  std::vector<float> counts_;  // points that a centre is the mean of; whole numbers
  Matrix rows_;                // the batch
  std::size_t since_reassignment_ = 0;
};

}  // namespace

std::vector<std::uint32_t> mini_batch_kmeans(const Points& points, const KMeansOptions& options) {
  assert(options.clusters > 0 && options.clusters <= points.size() && options.batch_size > 0);
  return MiniBatchKMeans(points, options).fit();
}

}  // namespace assay
