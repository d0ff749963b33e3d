#include "math/pseudo_solve.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cassert>

namespace assay {
namespace {

using Eigen::Index;

// The largest eigenvalue from below, by power iteration; sharp enough to tell which side of a cut
// an eigenvalue is on that is not right at it.
double largest_eigenvalue(const Eigen::MatrixXd& g) {
  // Uneven, so that no likely eigenvector stands at a right angle to it.
  Eigen::VectorXd x(g.rows());
  for (Index i = 0; i < x.size(); ++i) x[i] = 1.0 + static_cast<double>(i * 37 % 101) / 101.0;
  double value = 0;
  constexpr int kIterations = 60;
  for (int i = 0; i < kIterations; ++i) {
    const double length = x.norm();
    if (length == 0) return 0;
    x /= length;
    Eigen::VectorXd next = g.selfadjointView<Eigen::Lower>() * x;
    value = x.dot(next);
    x.swap(next);
  }
  return value;
}

}  // namespace

std::vector<double> pseudo_solve(std::span<const double> g, std::size_t stride,
                                 std::span<const double> b, double cut_off) {
  const auto n = static_cast<Index>(b.size());
  assert(n > 0 && g.size() >= (b.size() - 1) * stride + b.size());
  const Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>, 0,
                   Eigen::OuterStride<>>
      rows(g.data(), n, n, Eigen::OuterStride<>(static_cast<Index>(stride)));
  const Eigen::Map<const Eigen::VectorXd> right(b.data(), n);
  Eigen::MatrixXd matrix = rows.triangularView<Eigen::Lower>();
  std::vector<double> result(b.size());
  Eigen::Map<Eigen::VectorXd> solution(result.data(), n);
  const double bound = cut_off * largest_eigenvalue(matrix);
  if (bound <= 0) return result;

  // G - bound I has a Cholesky decomposition exactly when no eigenvalue is below the bound
  // (Sylvester). Then nothing is cut off, and the solution is that of the equations.
  Eigen::MatrixXd shifted = matrix;
  shifted.diagonal().array() -= bound;
  if (shifted.llt().info() == Eigen::Success) {
    solution = matrix.llt().solve(right);
    return result;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(matrix);
  Eigen::VectorXd parts = eigen.eigenvectors().transpose() * right;
  for (Index i = 0; i < n; ++i) {
    const double value = eigen.eigenvalues()[i];
    parts[i] = value < bound ? 0.0 : parts[i] / value;
  }
  solution = eigen.eigenvectors() * parts;
  return result;
}

}  // namespace assay
