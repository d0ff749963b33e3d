#include "measure/processor_use.h"

#include <gtest/gtest.h>

#include "support/temporary_folder.h"

namespace assay {
namespace {

void write_counter(const test::TemporaryFolder& folder, const std::string& name,
                   const std::string& microjoules) {
  folder.write(name + "/energy_uj", microjoules + "\n");
  folder.write(name + "/max_energy_range_uj", "1000000000\n");
}

TEST(RaplMeterTest, AddsUpThePackagesButNotTheirParts) {
  const test::TemporaryFolder folder;
  write_counter(folder, "intel-rapl:0", "1000000");
  write_counter(folder, "intel-rapl:1", "0");
  write_counter(folder, "intel-rapl:0:0", "0");  // the cores of package 0
  RaplMeter meter(folder.path());
  ASSERT_TRUE(meter.can_read());
  write_counter(folder, "intel-rapl:0", "3500000");
  write_counter(folder, "intel-rapl:1", "500000");
  write_counter(folder, "intel-rapl:0:0", "900000");
  EXPECT_DOUBLE_EQ(meter.take_joules(), 3.0);
  EXPECT_DOUBLE_EQ(meter.take_joules(), 0.0);
}

TEST(RaplMeterTest, KnowsThatCountersStartOver) {
  const test::TemporaryFolder folder;
  write_counter(folder, "intel-rapl:0", "999000000");
  RaplMeter meter(folder.path());
  write_counter(folder, "intel-rapl:0", "1000000");
  EXPECT_DOUBLE_EQ(meter.take_joules(), 2.0);
}

TEST(RaplMeterTest, SaysThatItCannotRead) {
  RaplMeter meter("/nowhere");
  EXPECT_FALSE(meter.can_read());
  EXPECT_EQ(meter.take_joules(), 0);
}

TEST(ProcessorSecondsTest, GrowWithWork) {
  const double before = processor_seconds();
  volatile double x = 1;
  for (int i = 0; i < 20'000'000; ++i) x = x * 1.0000001;
  EXPECT_GT(processor_seconds(), before);
}

}  // namespace
}  // namespace assay
