#include "catalogue/entry_table.h"

#include <gtest/gtest.h>

#include <unordered_set>

namespace assay {
namespace {

// The counts that the catalogue's source states (mteb 2.20.0, text only).
TEST(EntryTableTest, HoldsAllEntriesOfTheThreeCatalogues) {
  EXPECT_EQ(task_table().names().size(), 1279U);
  EXPECT_EQ(benchmark_table().names().size(), 60U);
  EXPECT_EQ(model_table().names().size(), 797U);
}

TEST(EntryTableTest, ParsesEveryEntryUnderTheNameItIsFoundBy) {
  for (const EntryTable* table : {&task_table(), &benchmark_table(), &model_table()}) {
    std::unordered_set<std::string> seen;
    for (const std::string& name : table->names()) {
      EXPECT_EQ(table->find(name).at("name"), name);
      EXPECT_TRUE(seen.insert(name).second) << name << " stands twice";
    }
  }
}

TEST(EntryTableTest, GivesNullForAnUnknownName) {
  EXPECT_TRUE(task_table().find("SciFac").is_null());
  EXPECT_TRUE(task_table().find("").is_null());
}

}  // namespace
}  // namespace assay
