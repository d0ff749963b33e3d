#include "cli/progress_meter.h"

#include <gtest/gtest.h>

#include "cli/progress_views.h"

namespace assay::cli {
namespace {

using std::chrono::milliseconds;

// Time that stands still until it is moved.
class ProgressViewTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::function<ProgressMeter::Clock::time_point()> clock() {
    return [this] { return time_; };
  }
  [[nodiscard]] Writer writer() {
    return [this](std::string_view text) { written_ += text; };
  }
  void wait(int ms) { time_ += milliseconds(ms); }
  [[nodiscard]] std::string take() { return std::exchange(written_, {}); }

 private:
  ProgressMeter::Clock::time_point time_{};
  std::string written_;
};

TEST(PhaseStateTest, TellsRateAndTimeLeft) {
  const PhaseState state{
      .name = "encode", .unit = "texts", .done = 2700, .total = 5183, .seconds = 6};
  EXPECT_DOUBLE_EQ(state.rate(), 450);
  EXPECT_NEAR(*state.seconds_left(), 5.52, 0.01);
  EXPECT_EQ(print_state(state), "2,700 of 5,183 texts, 450 a second, 5.5 s left");
}

TEST(PhaseStateTest, AnUnknownTotalHasNoEnd) {
  const PhaseState state{.name = "read", .unit = "lines", .done = 100, .total = 0, .seconds = 2};
  EXPECT_FALSE(state.fraction());
  EXPECT_FALSE(state.seconds_left());
  EXPECT_EQ(print_state(state), "100 lines, 50 a second");
}

TEST(PhaseStateTest, BytesAreTenToTheSixth) {
  const PhaseState state{
      .name = "get", .unit = "bytes", .done = 45'000'000, .total = 90'000'000, .seconds = 3};
  EXPECT_EQ(print_state(state), "45 of 90 MB, 15 a second, 3.0 s left");
}

TEST(PhaseStateTest, MoreThanTheTotalIsTheEnd) {
  const PhaseState state{.name = "x", .unit = "", .done = 12, .total = 10, .seconds = 1};
  EXPECT_DOUBLE_EQ(*state.fraction(), 1);
  EXPECT_DOUBLE_EQ(*state.seconds_left(), 0);
}

TEST_F(ProgressViewTest, TheTerminalLineIsRedrawnAtMostTenTimesASecond) {
  TerminalProgress progress(writer(), [] { return 100U; }, clock());
  progress.begin("encode", 100, "texts");
  EXPECT_EQ(take(),
            "\r\x1b[Kencode ────────────────────────────── "
            "  0 %  0 of 100 texts");
  progress.advance(10);
  EXPECT_EQ(take(), "");
  wait(1000);
  progress.advance(40);
  EXPECT_EQ(take(),
            "\r\x1b[Kencode ━━━━━━━━━━━━━━━─────────────── "
            " 50 %  50 of 100 texts, 50 a second, 1.0 s left");
  wait(50);
  progress.advance(1);
  EXPECT_EQ(take(), "");
  progress.end();
  EXPECT_EQ(take(), "\r\x1b[K");
}

TEST_F(ProgressViewTest, ALongPhaseLeavesALineBehind) {
  TerminalProgress progress(writer(), [] { return 100U; }, clock());
  progress.begin("encode", 100, "texts");
  (void)take();
  wait(4000);
  progress.advance(100);
  (void)take();
  progress.begin("score", 0, "");
  EXPECT_EQ(take(), "\r\x1b[Kencode: 100 texts, 25 a second, 4.0 s\n\r\x1b[Kscore  0");
}

TEST_F(ProgressViewTest, ANarrowTerminalGetsNoBarAndNoLineBreak) {
  TerminalProgress progress(writer(), [] { return 20U; }, clock());
  progress.begin("encode the corpus", 100, "texts");
  EXPECT_EQ(take(), "\r\x1b[Kencode the corpus  ");
}

TEST_F(ProgressViewTest, ANoteStandsAboveTheLine) {
  TerminalProgress progress(writer(), [] { return 40U; }, clock());
  progress.note("one");
  EXPECT_EQ(take(), "one\n");
  progress.begin("p", 0, "");
  (void)take();
  progress.note("two");
  EXPECT_EQ(take(), "\r\x1b[Ktwo\n");
}

TEST_F(ProgressViewTest, APipeGetsWholeLinesAtMostOneInFiveSeconds) {
  PlainProgress progress(writer(), clock());
  progress.begin("encode", 100, "texts");
  wait(4900);
  progress.advance(10);
  EXPECT_EQ(take(), "");
  wait(100);
  progress.advance(10);
  EXPECT_EQ(take(), "encode: 20 of 100 texts, 4 a second, 20 s left\n");
  progress.end();
  EXPECT_EQ(take(), "encode: 20 texts, 4 a second, 5.0 s\n");
  progress.begin("quick", 0, "");
  progress.end();
  EXPECT_EQ(take(), "");
}

TEST_F(ProgressViewTest, JsonEventsAreOneObjectALine) {
  JsonProgress progress(writer(), clock());
  progress.begin("encode", 0, "texts");
  EXPECT_EQ(take(),
            "{\"event\":\"phase_begin\",\"phase\":\"encode\",\"done\":0,\"total\":null,\"unit\":"
            "\"texts\",\"seconds\":0.0}\n");
  wait(500);
  progress.advance(7);
  EXPECT_EQ(take(),
            "{\"event\":\"progress\",\"phase\":\"encode\",\"done\":7,\"total\":null,\"unit\":"
            "\"texts\",\"seconds\":0.5}\n");
  progress.note("a \"line\"");
  EXPECT_EQ(take(), "{\"event\":\"note\",\"text\":\"a \\\"line\\\"\"}\n");
}

TEST_F(ProgressViewTest, AdvancingOutsideOfAPhaseIsNothing) {
  PlainProgress progress(writer(), clock());
  wait(60'000);
  progress.advance(1);
  progress.end();
  EXPECT_EQ(take(), "");
}

}  // namespace
}  // namespace assay::cli
