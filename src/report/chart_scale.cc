#include "report/chart_scale.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

constexpr double kGutter = 40;
constexpr double kRoom = 0.07;         // beyond the outermost values, as a share of the axis
constexpr double kLeastSpread = 1.18;  // and at least this factor on a logarithmic one

std::vector<double> linear_ticks(double low, double high, int wanted) {
  const double rough = (high - low) / wanted;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = power;
  for (const double digit : {1.0, 2.0, 5.0, 10.0}) {
    step = digit * power;
    if (step >= rough) break;
  }
  std::vector<double> ticks;
  // By whole numbers, so that no error adds up.
  for (double i = std::ceil(low / step); i * step <= high; ++i) ticks.push_back(i * step);
  return ticks;
}

std::vector<double> decade_ticks(double low, double high, std::initializer_list<double> digits) {
  std::vector<double> ticks;
  const auto first = static_cast<int>(std::floor(std::log10(low)));
  const auto last = static_cast<int>(std::ceil(std::log10(high)));
  for (int power = first; power <= last; ++power) {
    for (const double digit : digits) {
      const double tick = digit * std::pow(10, power);
      if (tick >= low && tick <= high) ticks.push_back(tick);
    }
  }
  return ticks;
}

}  // namespace

ChartScale::ChartScale(const std::vector<double>& values, bool is_logarithmic, double from,
                       double to)
    : is_logarithmic_(is_logarithmic &&
                      std::ranges::any_of(values, [](double value) { return value > 0; })),
      from_(from),
      to_(to) {
  std::vector<double> usable = values;
  if (is_logarithmic_) {
    const auto removed = std::erase_if(usable, [](double value) { return value <= 0; });
    if (removed > 0) gutter_ = from < to ? kGutter : -kGutter;
  }
  const auto [low, high] = std::ranges::minmax(usable);
  if (is_logarithmic_) {
    const double spread = std::max(std::pow(high / low, kRoom), kLeastSpread);
    low_ = low / spread;
    high_ = high * spread;
  } else {
    double room = (high - low) * kRoom;
    if (room == 0) room = high == 0 ? 1 : std::abs(high) * kRoom;
    low_ = low >= 0 ? std::max(0.0, low - room) : low - room;
    high_ = high + room;
  }
}

double ChartScale::unit(double value) const {
  if (is_logarithmic_) return std::log(value / low_) / std::log(high_ / low_);
  return (value - low_) / (high_ - low_);
}

double ChartScale::place(double value) const {
  if (is_logarithmic_ && value <= 0) return from_ + gutter_ / 2;
  return start() + unit(value) * (to_ - start());
}

std::vector<double> ChartScale::ticks(int wanted) const {
  if (!is_logarithmic_) return linear_ticks(low_, high_, wanted);
  auto fine = decade_ticks(low_, high_, {1, 2, 5});
  if (fine.size() < 2) return linear_ticks(low_, high_, 4);
  if (fine.size() <= static_cast<std::size_t>(wanted)) return fine;
  auto coarse = decade_ticks(low_, high_, {1});
  if (coarse.size() < 2) return fine;
  return coarse;
}

}  // namespace assay
