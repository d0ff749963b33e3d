#pragma once

#include <vector>

namespace assay {

// Where a value stands on an axis. On a logarithmic axis values of 0 and less have no place: they
// stand in a gutter beside it. page/scatter_scales.js has the same.
class ChartScale {
 public:
  // `values` are those to be shown; from..to is the axis on the sheet. REQUIRES: there is a value.
  ChartScale(const std::vector<double>& values, bool is_logarithmic, double from, double to);

  [[nodiscard]] double place(double value) const;
  // Round values inside of the axis, about `wanted` of them.
  [[nodiscard]] std::vector<double> ticks(int wanted) const;
  [[nodiscard]] bool is_logarithmic() const noexcept { return is_logarithmic_; }
  [[nodiscard]] bool has_gutter() const noexcept { return gutter_ != 0; }
  // Where the axis itself begins, behind the gutter.
  [[nodiscard]] double start() const noexcept { return from_ + gutter_; }

 private:
  [[nodiscard]] double unit(double value) const;  // 0 at the lower end, 1 at the upper one

  bool is_logarithmic_;
  double low_ = 0;
  double high_ = 1;
  double from_;
  double to_;
  double gutter_ = 0;
};

}  // namespace assay
