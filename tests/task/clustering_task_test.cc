#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/fake_models.h"
#include "support/row_tables.h"
#include "task/clustering_fast_task.h"
#include "task/clustering_labels.h"
#include "task/clustering_legacy_task.h"

namespace assay {
namespace {

using test::loader_of;
using test::table_of;

TaskInfo clustering_info(const std::string& protocol) {
  TaskInfo info;
  info.name = "Groups";
  info.type = "Clustering";
  info.protocol = protocol;
  info.eval_splits = {"test"};
  info.subsets = {{"a", {}}, {"b", {}}};
  info.main_score = "v_measure";
  if (protocol == "clustering_fast") {
    info.settings = {{"max_document_to_embed", 20},
                     {"max_fraction_of_documents_to_embed", nullptr},
                     {"max_documents_per_cluster", 50},
                     {"n_clusters", 3}};
  }
  return info;
}

RowTable texts(const std::string& prefix, int count, int groups) {
  RowTable table(prefix + ".jsonl");
  for (int i = 0; i < count; ++i) {
    table.add_row({{"sentences", prefix + std::to_string(i)}, {"labels", i % groups}});
  }
  return table;
}

std::map<std::string, RowTable> two_subsets() {
  return {{"test/a", texts("a", 30, 3)}, {"test/b", texts("b", 25, 4)}};
}

TEST(ClusteringFastTaskTest, GivesTheKeysOfMtebInItsOrder) {
  test::HashEncoder encoder;
  const auto task =
      make_clustering_fast_task(clustering_info("clustering_fast"), loader_of(two_subsets()));
  const Evaluation evaluation = task->evaluate("test", "a", encoder, {});
  std::vector<std::string> keys;
  for (const auto& [key, value] : evaluation.scores.scores.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"v_measures", "v_measure", "v_measure_std",
                                            "ami_scores", "ami", "ami_std"}));
  EXPECT_EQ(evaluation.scores.scores["v_measures"]["Level 0"].size(), 3U);
  EXPECT_EQ(evaluation.facts["rows_evaluated"], 20);
  EXPECT_EQ(evaluation.facts["sklearn"], "1.9");
  EXPECT_EQ(evaluation.encode.texts, 20U);
}

TEST(ClusteringFastTaskTest, AResumedRunDrawsAsAnUninterruptedOne) {
  test::HashEncoder encoder;
  const auto make = [] {
    return make_clustering_fast_task(clustering_info("clustering_fast"), loader_of(two_subsets()));
  };
  const auto whole = make();
  (void)whole->evaluate("test", "a", encoder, {});
  const Json uninterrupted = whole->evaluate("test", "b", encoder, {}).scores.scores;
  const auto resumed = make();
  resumed->skip("test", "a");
  EXPECT_EQ(resumed->evaluate("test", "b", encoder, {}).scores.scores, uninterrupted);
  EXPECT_NE(make()->evaluate("test", "b", encoder, {}).scores.scores, uninterrupted);
}

TEST(ClusteringFastTaskTest, ThreadsChangeNothing) {
  test::HashEncoder encoder;
  const auto scores = [&](unsigned threads) {
    EvaluateOptions options;
    options.threads = threads;
    return make_clustering_fast_task(clustering_info("clustering_fast"), loader_of(two_subsets()))
        ->evaluate("test", "a", encoder, options)
        .scores.scores;
  };
  EXPECT_EQ(scores(1), scores(4));
}

TEST(ClusteringFastTaskTest, EveryLevelOfAHierarchyIsScored) {
  TaskInfo info = clustering_info("clustering_fast");
  test::HashEncoder encoder;
  RowTable table("rows.jsonl");
  for (int i = 0; i < 12; ++i) {
    const std::string top = i % 2 == 0 ? "x" : "y";
    table.add_row({{"sentences", "t" + std::to_string(i)},
                   {"labels", {top, top + std::to_string(i % 3), "deep"}}});
  }
  const Evaluation all =
      make_clustering_fast_task(info, loader_of(table))->evaluate("test", "a", encoder, {});
  EXPECT_EQ(all.scores.scores["v_measures"].size(), 3U);
  EXPECT_EQ(all.scores.scores["v_measures"]["Level 2"][0], 1.0);  // one group
  info.settings["max_depth"] = 2;
  const Evaluation two =
      make_clustering_fast_task(info, loader_of(table))->evaluate("test", "a", encoder, {});
  EXPECT_EQ(two.scores.scores["v_measures"].size(), 2U);
}

TEST(ClusteringFastTaskTest, ALimitEmbedsFewerRows) {
  test::HashEncoder encoder;
  EvaluateOptions options;
  options.limit = 5;
  const auto task =
      make_clustering_fast_task(clustering_info("clustering_fast"), loader_of(two_subsets()));
  EXPECT_EQ(task->evaluate("test", "a", encoder, options).facts["rows_evaluated"], 5);
}

TEST(ClusteringFastTaskTest, SaysWhatIsWrong) {
  test::HashEncoder encoder;
  TaskInfo info = clustering_info("clustering_fast");
  const auto message = [&](const RowTable& table) {
    const auto task = make_clustering_fast_task(info, loader_of(table));
    return test::error_of([&] { (void)task->evaluate("test", "a", encoder, {}); });
  };
  info.settings["max_document_to_embed"] = nullptr;
  EXPECT_EQ(message(table_of(
                {R"({"sentences": "a", "labels": 1})", R"({"sentences": "b", "labels": "one"})"})),
            "test.jsonl: row 2, column 'labels': labels of mixed type: a string after numbers");
  EXPECT_EQ(message(table_of({R"({"sentences": "a", "labels": null})"})),
            "test.jsonl: row 1, column 'labels': expected a label (string or number), found null");
  EXPECT_EQ(message(table_of({R"({"sentences": "a"})"})),
            "test.jsonl: no column 'labels'; there are: sentences");
  info.settings["max_fraction_of_documents_to_embed"] = 0.04;
  EXPECT_EQ(message(table_of({R"({"sentences": "a", "labels": 1})"})),
            "test.jsonl: of 1 rows, the setting max_fraction_of_documents_to_embed leaves none");
  info.settings["max_document_to_embed"] = 5;
  EXPECT_EQ(test::error_of([&] { (void)make_clustering_fast_task(info, {}); }),
            "Groups: max_document_to_embed and max_fraction_of_documents_to_embed exclude each "
            "other");
}

TEST(ClusteringLabelsTest, AMissingStringLabelIsAGroupAndAMissingNumberIsNone) {
  const RowTable strings = table_of({R"({"l": ["a", "b"]})", R"({"l": ["a"]})", R"({"l": ["c"]})"});
  const auto levels = label_levels(strings, "l", 0);
  ASSERT_EQ(levels.size(), 2U);
  EXPECT_EQ(levels[1].groups, (std::vector<std::uint32_t>{0, 1, 1}));
  const RowTable numbers = table_of({R"({"l": [4, 5]})", R"({"l": [4]})", R"({"l": [-1, 6]})"});
  const auto levels_of_numbers = label_levels(numbers, "l", 0);
  EXPECT_EQ(levels_of_numbers[0].rows, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(levels_of_numbers[1].rows, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(
      group_labels(table_of({R"({"l": -1})", R"({"l": 1})", R"({"l": 1.0})"}), "l").num_groups, 2U);
}

TEST(ClusteringLegacyTaskTest, ARowOfOneGroupIsPerfectAndNotEncoded) {
  test::HashEncoder encoder;
  const auto task = make_clustering_legacy_task(
      clustering_info("clustering_legacy"),
      loader_of(table_of({R"({"sentences": ["a", "b"], "labels": ["x", "x"]})",
                          R"({"sentences": ["a", "b", "c"], "labels": ["x", "y", "z"]})"})));
  const Evaluation evaluation = task->evaluate("test", "a", encoder, {});
  EXPECT_EQ(evaluation.encode.texts, 3U);
  EXPECT_EQ(evaluation.scores.scores["v_measures"].size(), 2U);
  EXPECT_EQ(evaluation.scores.scores["v_measures"][0], 1.0);
  EXPECT_EQ(evaluation.scores.scores.begin().key(), "v_measure");
}

TEST(ClusteringLegacyTaskTest, ThereHaveToBeAsManyLabelsAsTexts) {
  test::HashEncoder encoder;
  const auto task = make_clustering_legacy_task(
      clustering_info("clustering_legacy"),
      loader_of(table_of({R"({"sentences": ["a", "b"], "labels": ["x"]})"})));
  EXPECT_EQ(test::error_of([&] { (void)task->evaluate("test", "a", encoder, {}); }),
            "test.jsonl: row 1, column 'labels': expected a list of 2 labels, one for each of "
            "sentences, found 1");
}

}  // namespace
}  // namespace assay
