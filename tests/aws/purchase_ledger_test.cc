#include "aws/purchase_ledger.h"

#include <gtest/gtest.h>

#include <fstream>

#include "assay/error.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using Step = PurchaseLedger::Step;

Purchase purchase(const std::string& name, const std::string& detail = "") {
  return {.kind = "k", .account = "1", .region = "us-east-1", .name = name, .detail = detail};
}

std::vector<std::string> names(const PurchaseLedger& ledger) {
  std::vector<std::string> result;
  for (const Purchase& entry : ledger.unreleased()) result.push_back(entry.name + entry.detail);
  return result;
}

class PurchaseLedgerTest : public testing::Test {
 protected:
  void append(const std::string& text) const {
    std::ofstream(file_, std::ios::app | std::ios::binary) << text;
  }
  test::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "state/assay/purchases.jsonl";
  PurchaseLedger ledger_{file_};
};

TEST_F(PurchaseLedgerTest, KeepsWhatWasIntendedUntilItIsReleased) {
  EXPECT_EQ(names(ledger_), std::vector<std::string>());
  ledger_.record(Step::kIntended, purchase("a"));
  ledger_.record(Step::kIntended, purchase("b"));
  ledger_.record(Step::kBought, purchase("a", ":arn"));
  EXPECT_EQ(names(ledger_), (std::vector<std::string>{"b", "a:arn"}));
  ledger_.record(Step::kReleased, purchase("b"));
  EXPECT_EQ(names(PurchaseLedger(file_)), (std::vector<std::string>{"a:arn"}));
}

TEST_F(PurchaseLedgerTest, TheSameNameInAnotherRegionIsAnotherThing) {
  ledger_.record(Step::kBought, purchase("a"));
  Purchase other = purchase("a");
  other.region = "eu-west-1";
  ledger_.record(Step::kReleased, other);
  EXPECT_EQ(names(ledger_), (std::vector<std::string>{"a"}));
}

TEST_F(PurchaseLedgerTest, ALineThatACrashLeftUnfinishedHidesNoOther) {
  ledger_.record(Step::kBought, purchase("a"));
  append(R"({"time":1,"step":"intended","kind":"k","reg)");
  EXPECT_EQ(names(ledger_), (std::vector<std::string>{"a"}));
  ledger_.record(Step::kBought, purchase("b"));
  EXPECT_EQ(names(ledger_), (std::vector<std::string>{"a", "b"}));
}

TEST_F(PurchaseLedgerTest, ForeignLinesAreRefused) {
  ledger_.record(Step::kBought, purchase("a"));
  append(R"({"time":1,"step":"sold","kind":"k","region":"r","name":"n"})"
         "\n");
  EXPECT_EQ(test::error_kind_of([&] { (void)ledger_.unreleased(); }), ErrorKind::kBadData);
}

TEST_F(PurchaseLedgerTest, NothingIsBoughtWhereNothingCanBeWritten) {
  const PurchaseLedger nowhere("/proc/assay/purchases.jsonl");
  EXPECT_EQ(test::error_kind_of([&] { nowhere.record(Step::kIntended, purchase("a")); }),
            ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace assay
