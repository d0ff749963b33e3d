#include "math/isa.h"

#include <gtest/gtest.h>

#include <string>

#include "assay/error.h"

namespace assay {
namespace {

std::string usage_error_of(const std::string& forced) {
  try {
    (void)choose_isa(forced);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    return error.what();
  }
  return "no error";
}

TEST(IsaTest, TakesTheWidestUnlessOneIsNamed) {
  EXPECT_EQ(supported_isas().front(), Isa::kGeneric);
  EXPECT_EQ(choose_isa(""), supported_isas().back());
  for (const Isa isa : supported_isas()) EXPECT_EQ(choose_isa(to_string(isa)), isa);
}

TEST(IsaTest, RefusesAnUnknownNameAndSaysWhichThereAre) {
  EXPECT_EQ(usage_error_of("sse9"), "ASSAY_FORCE_ISA: 'sse9' is none of generic, avx2, avx512");
}

TEST(IsaTest, RefusesAnIsaThatTheCpuLacks) {
  if (supported_isas().back() == Isa::kAvx512) GTEST_SKIP() << "this CPU has them all";
  const std::string message = usage_error_of("avx512");
  EXPECT_NE(message.find("has no avx512; the widest it has is "), std::string::npos) << message;
}

}  // namespace
}  // namespace assay
