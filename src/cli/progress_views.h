#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "assay/json.h"
#include "cli/progress_meter.h"

namespace assay::cli {

using Writer = std::function<void(std::string_view)>;

// One line that is drawn again and again: "encode corpus ━━━━━━━━────── 52 %  2,700 of 5,183 texts,
// 412 a second, 6 s left". A phase that took two seconds and more leaves a line behind. `columns`
// tells the terminal's width whenever a line is drawn.
class TerminalProgress final : public ProgressMeter {
 public:
  TerminalProgress(Writer write, std::function<std::size_t()> columns,
                   std::function<Clock::time_point()> now = Clock::now);

 private:
  void phase_begins(const PhaseState& state) override;
  void phase_advances(const PhaseState& state) override;
  void phase_ends(const PhaseState& state) override;
  void say(std::string_view line) override;

  Writer write_;
  std::function<std::size_t()> columns_;
  bool line_is_drawn_ = false;
};

// Whole lines for a file or a pipe, at most one in five seconds and one at the end of each phase
// that took so long.
class PlainProgress final : public ProgressMeter {
 public:
  explicit PlainProgress(Writer write, std::function<Clock::time_point()> now = Clock::now);

 private:
  void phase_begins(const PhaseState&) override {}
  void phase_advances(const PhaseState& state) override;
  void phase_ends(const PhaseState& state) override;
  void say(std::string_view line) override;

  Writer write_;
};

// One JSON object a line: {"event": "progress", "phase": ..., "done": ..., "total": ..., ...};
// docs/cli.md lists them.
class JsonProgress final : public ProgressMeter {
 public:
  explicit JsonProgress(Writer write, std::function<Clock::time_point()> now = Clock::now);

 private:
  void phase_begins(const PhaseState& state) override;
  void phase_advances(const PhaseState& state) override;
  void phase_ends(const PhaseState& state) override;
  void say(std::string_view line) override;
  void write_event(std::string_view event, const PhaseState& state);

  Writer write_;
};

// Says nothing but what `note` is given.
class QuietProgress final : public Progress {
 public:
  void begin(std::string_view, std::uint64_t, std::string_view) override {}
  void advance(std::uint64_t) override {}
  void end() override {}
  void note(std::string_view) override {}
};

enum class Verbosity { kNormal, kQuiet, kJson };
// The one that suits standard error.
[[nodiscard]] std::unique_ptr<Progress> make_progress(Verbosity verbosity);
// One event of `--json` on standard error.
void write_event(const Json& event);

}  // namespace assay::cli
