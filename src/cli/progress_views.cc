#include "cli/progress_views.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "assay/report.h"

namespace assay::cli {
namespace {

using std::chrono::milliseconds;

constexpr double kWorthALine = 2;       // seconds, on a terminal
constexpr double kWorthAPlainLine = 5;  // seconds
constexpr std::size_t kWidestBar = 30;
constexpr std::size_t kNarrowestBar = 8;
constexpr std::string_view kClearLine = "\r\x1b[K";

// Each line in one call, so that lines of several threads do not mix.
void write_to_stderr(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

std::size_t terminal_columns() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

std::string draw_bar(double fraction, std::size_t width) {
  const auto full = static_cast<std::size_t>(fraction * static_cast<double>(width));
  std::string bar;
  for (std::size_t i = 0; i < width; ++i) bar += i < full ? "━" : "─";
  return bar;
}

std::string draw_line(const PhaseState& state, std::size_t columns) {
  const std::string text = print_state(state);
  std::string line = state.name;
  const auto fraction = state.fraction();
  const std::size_t others = state.name.size() + text.size() + 9;  // blanks and "100 %"
  if (fraction && others + kNarrowestBar < columns) {
    const std::string percent = std::to_string(static_cast<int>(*fraction * 100));
    line += " " + draw_bar(*fraction, std::min(kWidestBar, columns - 1 - others)) + " " +
            std::string(3 - percent.size(), ' ') + percent + " %  " + text;
  } else {
    line += "  " + text;
    if (line.size() >= columns) line.resize(columns > 1 ? columns - 1 : 0);
  }
  return line;
}

std::string print_finished(const PhaseState& state) {
  std::string line = state.name + ": ";
  if (state.done > 0 && !state.unit.empty()) {
    PhaseState all = state;
    all.total = 0;
    line += print_state(all) + ", ";
  }
  return line + print_duration(state.seconds) + "\n";
}

}  // namespace

TerminalProgress::TerminalProgress(Writer write, std::function<std::size_t()> columns,
                                   std::function<Clock::time_point()> now)
    : ProgressMeter(milliseconds(100), std::move(now)),
      write_(std::move(write)),
      columns_(std::move(columns)) {}

void TerminalProgress::phase_begins(const PhaseState& state) { phase_advances(state); }

void TerminalProgress::phase_advances(const PhaseState& state) {
  write_(std::string(kClearLine) + draw_line(state, columns_()));
  line_is_drawn_ = true;
}

void TerminalProgress::phase_ends(const PhaseState& state) {
  write_(kClearLine);
  line_is_drawn_ = false;
  if (state.seconds >= kWorthALine) write_(print_finished(state));
}

void TerminalProgress::say(std::string_view line) {
  write_((line_is_drawn_ ? std::string(kClearLine) : std::string()) + std::string(line) + "\n");
  line_is_drawn_ = false;
}

PlainProgress::PlainProgress(Writer write, std::function<Clock::time_point()> now)
    : ProgressMeter(std::chrono::seconds(5), std::move(now)), write_(std::move(write)) {}

void PlainProgress::phase_advances(const PhaseState& state) {
  write_(state.name + ": " + print_state(state) + "\n");
}

void PlainProgress::phase_ends(const PhaseState& state) {
  if (state.seconds >= kWorthAPlainLine) write_(print_finished(state));
}

void PlainProgress::say(std::string_view line) { write_(std::string(line) + "\n"); }

JsonProgress::JsonProgress(Writer write, std::function<Clock::time_point()> now)
    : ProgressMeter(milliseconds(500), std::move(now)), write_(std::move(write)) {}

void JsonProgress::write_event(std::string_view event, const PhaseState& state) {
  const Json object = {
      {"event", event},     {"phase", state.name},
      {"done", state.done}, {"total", state.total == 0 ? Json(nullptr) : Json(state.total)},
      {"unit", state.unit}, {"seconds", state.seconds}};
  write_(object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

void JsonProgress::phase_begins(const PhaseState& state) { write_event("phase_begin", state); }
void JsonProgress::phase_advances(const PhaseState& state) { write_event("progress", state); }
void JsonProgress::phase_ends(const PhaseState& state) { write_event("phase_end", state); }

void JsonProgress::say(std::string_view line) {
  const Json object = {{"event", "note"}, {"text", line}};
  write_(object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::unique_ptr<Progress> make_progress(Verbosity verbosity) {
  switch (verbosity) {
    case Verbosity::kQuiet:
      return std::make_unique<QuietProgress>();
    case Verbosity::kJson:
      return std::make_unique<JsonProgress>(write_to_stderr);
    case Verbosity::kNormal:
      break;
  }
  const char* terminal = std::getenv("TERM");
  const bool can_redraw =
      isatty(STDERR_FILENO) == 1 && (terminal == nullptr || std::string_view(terminal) != "dumb");
  if (can_redraw) return std::make_unique<TerminalProgress>(write_to_stderr, terminal_columns);
  return std::make_unique<PlainProgress>(write_to_stderr);
}

void write_event(const Json& event) {
  write_to_stderr(event.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace assay::cli
