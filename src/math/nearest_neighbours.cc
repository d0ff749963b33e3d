#include "math/nearest_neighbours.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "base/parallel.h"
#include "math/double_product.h"

namespace assay {
namespace {

std::size_t whole_lanes(std::size_t columns) {
  return (columns + kDoubleLanes - 1) / kDoubleLanes * kDoubleLanes;
}

// The points as columns, and their squared lengths.
struct Columns {
  explicit Columns(const Matrix& points)
      : stride(whole_lanes(points.rows())), values(points.cols() * stride), squares(points.rows()) {
    for (std::size_t i = 0; i < points.rows(); ++i) {
      const auto point = points.row(i);
      for (std::size_t j = 0; j < point.size(); ++j) {
        const double value = point[j];
        values[j * stride + i] = value;
        squares[i] += value * value;
      }
    }
  }
  std::size_t stride;
  std::vector<double> values;  // [cols x stride]
  std::vector<double> squares;
};

// The places of the k smallest of `distances`, those earlier among equal ones.
void select_smallest(std::span<const double> distances, std::span<const std::size_t> subset,
                     std::span<std::uint32_t> places) {
  // Kept sorted, the farthest last: k is small.
  std::vector<double> kept(places.size(), std::numeric_limits<double>::infinity());
  std::size_t count = 0;
  for (std::size_t place = 0; place < subset.size(); ++place) {
    const double distance = distances[subset[place]];
    if (count == places.size() && !(distance < kept[count - 1])) continue;
    std::size_t i = count < places.size() ? count++ : count - 1;
    for (; i > 0 && distance < kept[i - 1]; --i) {
      kept[i] = kept[i - 1];
      places[i] = places[i - 1];
    }
    kept[i] = distance;
    places[i] = static_cast<std::uint32_t>(place);
  }
}

}  // namespace

std::vector<std::vector<std::uint32_t>> nearest_neighbours(
    const Matrix& queries, const Matrix& points, std::span<const std::vector<std::size_t>> subsets,
    std::size_t k, unsigned threads) {
  assert(queries.cols() == points.cols() && k > 0);
  const Columns columns(points);
  std::vector<std::vector<std::uint32_t>> nearest(subsets.size(),
                                                  std::vector<std::uint32_t>(queries.rows() * k));
  constexpr std::size_t kRowsPerPart = 48;
  const std::size_t parts = (queries.rows() + kRowsPerPart - 1) / kRowsPerPart;
  parallel_for(parts, threads, [&](std::size_t part, unsigned) {
    const std::size_t first = part * kRowsPerPart;
    const std::size_t rows = std::min(kRowsPerPart, queries.rows() - first);
    const std::size_t dimension = queries.cols();
    const float* begin = queries.data() + first * dimension;
    const std::vector<double> x(begin, begin + rows * dimension);
    std::vector<double> products(rows * columns.stride);
    add_product({.a = x.data(),
                 .a_row = dimension,
                 .a_step = 1,
                 .rows = rows,
                 .steps = dimension,
                 .b = columns.values.data(),
                 .b_stride = columns.stride,
                 .columns = columns.stride,
                 .out = products.data(),
                 .out_stride = columns.stride},
                1);
    std::vector<double> distances(points.rows());
    for (std::size_t i = 0; i < rows; ++i) {
      // |x - y|^2 without |x|^2, which all points share.
      for (std::size_t j = 0; j < distances.size(); ++j)
        distances[j] = columns.squares[j] - 2 * products[i * columns.stride + j];
      for (std::size_t s = 0; s < subsets.size(); ++s) {
        select_smallest(distances, subsets[s], std::span(nearest[s]).subspan((first + i) * k, k));
      }
    }
  });
  return nearest;
}

}  // namespace assay
