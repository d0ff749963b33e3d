#include "encoder/service_probe.h"

#include <gtest/gtest.h>

#include <limits>

#include "assay/error.h"
#include "support/error_of.h"

namespace assay {
namespace {

using Vectors = std::vector<std::vector<float>>;

// Gives the replies one after the other, the last one again and again.
ServiceProbe probe(const std::vector<Vectors>& replies, bool any_vector = false) {
  std::size_t next = 0;
  return probe_service(
      "fake",
      [&](std::span<const std::string> texts) {
        EXPECT_EQ(texts.size(), 1U);
        ServiceReply reply;
        reply.vectors = replies[std::min(next, replies.size() - 1)];
        ++next;
        return reply;
      },
      any_vector);
}

TEST(ServiceProbeTest, TellsDimensionAndModel) {
  const ServiceProbe one = probe({{{0.5F, -0.25F, 0.1F}}});
  EXPECT_EQ(one.dimension, 3U);
  EXPECT_EQ(one.revision.size(), std::string("probe-").size() + 16);
  EXPECT_NE(one.revision, probe({{{0.5F, -0.25F, 0.15F}}}).revision);
  EXPECT_NE(one.revision, probe({{{0.5F, -0.25F, 0.1F, 0.0F}}}).revision);
  EXPECT_EQ(one.revision, probe({{{0.5F, -0.25F, 0.1F + 1e-7F}}}).revision)
      << "a sum in another order";
}

TEST(ServiceProbeTest, AFaultyReplyDecidesNothing) {
  const Vectors good = {{0.5F, 0.25F}};
  const std::string expected = probe({good}).revision;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const Vectors& bad : {Vectors{}, Vectors{{0, 0}}, Vectors{{nan, 1}}, Vectors{{1}},
                             Vectors{{1, 2}, {1, 2}}, Vectors{{0.25F, 0.5F}}}) {
    const ServiceProbe found = probe({bad, good, good});
    EXPECT_EQ(found.revision, expected);
    EXPECT_EQ(found.dimension, 2U);
  }
}

TEST(ServiceProbeTest, ARefusedProbeIsTheUsersMistake) {
  const auto refuse_with = [](const std::string& reason) {
    return [reason] {
      (void)probe_service("fake", [&](std::span<const std::string>) -> ServiceReply {
        throw RefusedText(std::nullopt, reason, 1);
      });
    };
  };
  EXPECT_EQ(test::error_of(refuse_with("no such model")), "fake: no such model");
  EXPECT_EQ(test::error_of(refuse_with("fake: told already")), "fake: told already");
  EXPECT_EQ(test::error_kind_of(refuse_with("x")), ErrorKind::kUsage);
}

TEST(ServiceProbeTest, AModelThatIsNamedMayVary) {
  const std::vector<Vectors> varying = {{{0.5F, 0.25F}}, {{0.5F, 0.125F}}};
  const ServiceProbe found = probe(varying, true);
  EXPECT_EQ(found.dimension, 2U);
  EXPECT_EQ(found.revision, "");
}

TEST(ServiceProbeTest, AServiceThatNeverAnswersTwiceAlikeHasToBeNamed) {
  float next = 0;
  const auto message = test::error_of([&] {
    (void)probe_service("fake", [&](std::span<const std::string>) {
      ServiceReply reply;
      reply.vectors = {{1.0F, next += 0.1F}};
      return reply;
    });
  });
  EXPECT_NE(message.find("state ?revision=NAME"), std::string::npos) << message;
}

TEST(ServiceProbeTest, AServiceThatGivesNothingSoundIsRefused) {
  EXPECT_EQ(test::error_of([] { (void)probe({{{0, 0}}}); }), "fake: a vector of zeros came");
  EXPECT_EQ(test::error_kind_of([] { (void)probe({{}}); }), ErrorKind::kBadData);
}

TEST(ServiceProbeTest, OtherFailuresComeOut) {
  const auto fail = [](ErrorKind kind) {
    return test::error_kind_of([&] {
      (void)probe_service(
          "fake", [&](std::span<const std::string>) -> ServiceReply { throw Error(kind, "x"); });
    });
  };
  EXPECT_EQ(fail(ErrorKind::kUnavailable), ErrorKind::kUnavailable);
  EXPECT_EQ(fail(ErrorKind::kBadData), ErrorKind::kBadData) << "after asking again";
}

}  // namespace
}  // namespace assay
