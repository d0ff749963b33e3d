// The chart of a report as an SVG file, for papers and model cards.
#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "assay/error.h"
#include "assay/report_page.h"
#include "base/suggest.h"
#include "report/chart_scale.h"
#include "report/markup.h"
#include "report/pareto.h"
#include "report/report_measures.h"

namespace assay {
namespace {

constexpr double kWidth = 860;
constexpr double kHeight = 560;
constexpr double kLeft = 62;
constexpr double kRight = kWidth - 20;
constexpr double kTop = 44;
constexpr double kBottom = kHeight - 84;
constexpr double kCharacter = 6.5;  // mean width of one at 12 px
constexpr std::size_t kMostNamed = 40;

constexpr const char* kStyle =
    "text{font:12px Helvetica,Arial,'Liberation Sans',sans-serif;fill:#1b1d20}"
    ".muted{fill:#5c636d}.title{font-weight:bold;font-size:13px}"
    ".grid{stroke:#e2e3e0}.front{fill:none;stroke:#1b1d20;stroke-opacity:.4;stroke-dasharray:5 4}"
    ".other{fill:#a3a9b2;stroke:#a3a9b2}.top{fill:#2f56d0;stroke:#2f56d0}"
    ".sweet{fill:#0b7f66;stroke:#0b7f66}.compact{fill:#b3590a;stroke:#b3590a}"
    ".bar{fill:none;stroke-opacity:.5}.point{stroke:#fff}";

const ReportMeasure& find_measure(const std::vector<ReportMeasure>& measures,
                                  const std::string& key) {
  const auto found = std::ranges::find(measures, key, &ReportMeasure::key);
  if (found != measures.end()) return *found;
  std::vector<std::string> keys;
  for (const ReportMeasure& measure : measures) keys.push_back(measure.key);
  throw Error(ErrorKind::kUsage,
              "the report has no measure '" + key + "'" + did_you_mean(key, keys));
}

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string svg_text(double x, double y, const std::string& text, const std::string& attributes) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" " + attributes + ">" +
         escape_markup(text) + "</text>\n";
}

const char* class_of(ModelGroup group) {
  switch (group) {
    case ModelGroup::kTopOfClass:
      return "top";
    case ModelGroup::kSweetSpot:
      return "sweet";
    case ModelGroup::kCompact:
      return "compact";
    case ModelGroup::kNone:
      break;
  }
  return "other";
}

// Shapes as well as colours tell the groups apart.
const char* shape_of(ModelGroup group) {
  switch (group) {
    case ModelGroup::kTopOfClass:
      return "M0-6.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z";
    case ModelGroup::kSweetSpot:
      return "M0-8l8 8l-8 8l-8-8z";
    case ModelGroup::kCompact:
      return "M0-7.5l7.5 13.5h-15z";
    case ModelGroup::kNone:
      break;
  }
  return "M0-4a4 4 0 1 1 0 8a4 4 0 1 1 0-8z";
}

struct Point {
  std::string name;
  double x = 0;
  double y = 0;
  double low = 0;  // of the interval, on the sheet
  double high = 0;
  ModelGroup group = ModelGroup::kNone;
};

struct Box {
  double left, right, top, bottom;
  [[nodiscard]] bool overlaps(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

// Names beside the points: each takes the first free place around its point, or none.
std::string draw_names(const std::vector<Point>& points) {
  std::vector<Box> taken;
  for (const Point& point : points) {
    taken.push_back({point.x - 6, point.x + 6, point.y - 6, point.y + 6});
  }
  std::string text;
  std::size_t named = 0;
  for (const Point& point : points) {
    if (named == kMostNamed) break;
    const double width = static_cast<double>(point.name.size()) * kCharacter;
    struct Place {
      double left, baseline;
    };
    for (const Place& place :
         {Place{point.x + 11, point.y + 4}, Place{point.x - 11 - width, point.y + 4},
          Place{point.x - width / 2, point.y - 12}, Place{point.x - width / 2, point.y + 21}}) {
      const Box box{place.left, place.left + width, place.baseline - 11, place.baseline + 4};
      if (box.left < kLeft || box.right > kRight || box.top < kTop || box.bottom > kBottom)
        continue;
      if (std::ranges::any_of(taken, [&](const Box& other) { return box.overlaps(other); }))
        continue;
      taken.push_back(box);
      text += svg_text(place.left, place.baseline, point.name, "");
      ++named;
      break;
    }
  }
  return text;
}

std::string draw_axes(const ReportMeasure& x, const ReportMeasure& y, const ChartScale& across,
                      const ChartScale& up) {
  std::string text;
  const auto line = [&](double x1, double y1, double x2, double y2) {
    text += "<path class=\"grid\" d=\"M" + number(x1) + " " + number(y1) + "L" + number(x2) + " " +
            number(y2) + "\"/>\n";
  };
  for (const double tick : across.ticks(8)) {
    line(across.place(tick), kTop, across.place(tick), kBottom);
    text += svg_text(across.place(tick), kBottom + 18, print_measure(tick, x.unit),
                     "class=\"muted\" text-anchor=\"middle\"");
  }
  if (across.has_gutter()) {
    text += svg_text(across.place(0), kBottom + 18, "0", "class=\"muted\" text-anchor=\"middle\"");
  }
  for (const double tick : up.ticks(7)) {
    line(kLeft, up.place(tick), kRight, up.place(tick));
    // A whole number of percent needs no decimals.
    std::string label = print_measure(tick, y.unit);
    if (label.ends_with(".00")) label.resize(label.size() - 3);
    text += svg_text(kLeft - 8, up.place(tick) + 4, label, "class=\"muted\" text-anchor=\"end\"");
  }
  const auto title = [](const ReportMeasure& measure) {
    return measure.label + (measure.unit == "score" ? " (%)" : "");
  };
  const auto hint = [](const ReportMeasure& measure) {
    return measure.lower_is_better ? "lower is better" : "higher is better";
  };
  text += svg_text(18, 24, title(y), "class=\"title\"");
  text += svg_text(18 + static_cast<double>(title(y).size()) * 7.4 + 12, 24, hint(y),
                   "class=\"muted\"");
  text += svg_text(kRight, kBottom + 42, title(x) + ", " + hint(x),
                   "class=\"title\" text-anchor=\"end\"");
  return text;
}

std::string draw_legend() {
  std::string text;
  double left = kLeft;
  for (const ModelGroup group :
       {ModelGroup::kTopOfClass, ModelGroup::kSweetSpot, ModelGroup::kCompact, ModelGroup::kNone}) {
    const std::string name = group == ModelGroup::kNone ? "other models" : to_string(group);
    text += std::string("<path class=\"point ") + class_of(group) + "\" transform=\"translate(" +
            number(left) + " " + number(kHeight - 18) + ")\" d=\"" + shape_of(group) + "\"/>\n";
    text += svg_text(left + 12, kHeight - 14, name, "class=\"muted\"");
    left += 40 + static_cast<double>(name.size()) * kCharacter;
  }
  return text;
}

std::string short_name(const std::string& model) {
  const auto slash = model.rfind('/');
  return slash == std::string::npos || slash + 1 == model.size() ? model : model.substr(slash + 1);
}

}  // namespace

std::string draw_report_chart(const Json& report, const ChartAxes& axes) {
  const auto measures = report_measures(report);
  const auto choose = [&](const std::string& key, bool is_cost) -> const ReportMeasure& {
    return key.empty() ? default_measure(report, measures, is_cost) : find_measure(measures, key);
  };
  const ReportMeasure& x = choose(axes.x, true);
  const ReportMeasure& y = choose(axes.y, false);
  std::vector<TradeOff> models;
  std::vector<double> xs;
  std::vector<double> ys;
  for (const Json& model : report.at("models")) {
    models.push_back({value_of(x, model), value_of(y, model)});
    if (!models.back().x || !models.back().y) continue;
    xs.push_back(*models.back().x);
    ys.push_back(*models.back().y);
    if (const auto interval = interval_of(y, model)) {
      ys.insert(ys.end(), {interval->first, interval->second});
    }
  }
  if (xs.empty()) {
    throw Error(ErrorKind::kBadData,
                "no model has a value for both '" + x.key + "' and '" + y.key + "'");
  }
  const ChartScale across(xs, x.is_logarithmic, kLeft, kRight);
  const ChartScale up(ys, y.is_logarithmic, kBottom, kTop);
  const Directions better{x.lower_is_better, y.lower_is_better};
  const auto front = pareto_front(models, better);
  const auto groups = group_models(models, front, better);

  std::vector<Point> points;
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (!models[i].x || !models[i].y) continue;
    const Json& model = report["models"][i];
    Point point{.name = short_name(model.value("name", "")),
                .x = across.place(*models[i].x),
                .y = up.place(*models[i].y),
                .group = groups[i]};
    if (const auto interval = interval_of(y, model)) {
      point.low = up.place(interval->first);
      point.high = up.place(interval->second);
    }
    points.push_back(std::move(point));
  }
  // Those on the line are named first and drawn last, on top.
  std::ranges::stable_partition(
      points, [](const Point& point) { return point.group != ModelGroup::kNone; });

  std::string text =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + number(kWidth) + " " +
      number(kHeight) + "\" width=\"" + number(kWidth) + "\" height=\"" + number(kHeight) +
      "\" role=\"img\">\n<title>" +
      escape_markup(report.value("title", "") + ": " + y.label + " against " + x.label) +
      "</title>\n<style>" + kStyle +
      "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  text += draw_axes(x, y, across, up);
  std::string path;
  for (const std::size_t i : front) {
    const std::string left = number(across.place(*models[i].x));
    const std::string top = number(up.place(*models[i].y));
    path += path.empty() ? "M" + left + " " + top : "H" + left + "V" + top;
  }
  text += "<path class=\"front\" d=\"" + path + "\"/>\n";
  for (auto point = points.rbegin(); point != points.rend(); ++point) {
    if (point->low != point->high) {
      text += std::string("<path class=\"bar ") + class_of(point->group) + "\" d=\"M" +
              number(point->x) + " " + number(point->low) + "V" + number(point->high) + "\"/>\n";
    }
    text += std::string("<path class=\"point ") + class_of(point->group) +
            "\" transform=\"translate(" + number(point->x) + " " + number(point->y) + ")\" d=\"" +
            shape_of(point->group) + "\"/>\n";
  }
  return text + draw_names(points) + draw_legend() + "</svg>\n";
}

}  // namespace assay
