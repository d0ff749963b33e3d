#include "task/recipe/task_transforms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "assay/error.h"
#include "math/python_random.h"
#include "task/recipe/operations.h"

namespace assay::recipe {
namespace {

// mteb: train_test_split(test_size=0.3, stratified), then a stratified sample of 2048 of the new test rows.
constexpr double kWelshTestShare = 0.3;
constexpr std::size_t kSampleRows = 2048;
constexpr std::uint64_t kSeed = 42;
constexpr std::size_t kTurkicRarest = 20;
constexpr std::size_t kRowsOfAClusterSet = 512;
constexpr std::size_t kClusterSets = 4;

void rarer_labels_of_all_languages(SplitTables& tables, const RecipeContext&) {
  RowTable& table = tables.need("train");
  const std::vector<Json>& labels = table.column("category");
  std::map<std::string, std::size_t> counts;
  for (const Json& label : labels) ++counts[python_str(label)];
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (counts[python_str(labels[i])] >= kTurkicRarest) kept.push_back(i);
  }
  table.take_rows(kept);
}

void welsh_train_split(SplitTables& tables, const RecipeContext& context) {
  if (context.subset != "cym") return;
  ensure_classes(tables, "label");
  RowTable test = tables.need("test");
  const auto test_rows =
      static_cast<std::size_t>(std::ceil(kWelshTestShare * static_cast<double>(test.rows())));
  Halves halves = stratified_halves(test, "label", test.rows() - test_rows, test_rows, kSeed);
  RowTable train = test;
  train.take_rows(halves.train);
  test.take_rows(halves.test);
  if (test.rows() > kSampleRows) {
    test.take_rows(
        stratified_halves(test, "label", test.rows() - kSampleRows, kSampleRows, kSeed).test);
  }
  tables.keep_only({});
  tables.set("train", std::move(train));
  tables.set("test", std::move(test));
}

std::string first_levels(const std::string& label, int levels) {
  std::size_t end = 0;
  for (int i = 0; i < levels && end != std::string::npos; ++i) {
    end = label.find(',', i == 0 ? 0 : end + 1);
  }
  return label.substr(0, end);
}

// Cluster sets of shuffled documents: the columns of texts one behind the other, each with the labels of its rows.
void shuffled_cluster_sets(SplitTables& tables, const RecipeContext& context,
                           const std::vector<std::string>& columns, const std::string& label_column,
                           int levels, std::uint32_t seed) {
  // The lists run on from one split to the next in mteb's loop; the tasks have one split.
  std::vector<std::pair<Json, Json>> documents;
  for (const std::string& split : context.info.eval_splits) {
    RowTable& table = tables.need(split);
    const std::vector<std::string> labels = table.strings(label_column);
    for (const std::string& column : columns) {
      const std::vector<Json>& texts = table.column(column);
      for (std::size_t i = 0; i < texts.size(); ++i)
        documents.emplace_back(texts[i], first_levels(labels[i], levels));
    }
    PythonRandom(seed).shuffle(std::span(documents));
    std::vector<Json> sentences;
    std::vector<Json> set_labels;
    for (std::size_t i = 0; i < documents.size() && i < kClusterSets * kRowsOfAClusterSet; ++i) {
      if (i % kRowsOfAClusterSet == 0) {
        sentences.push_back(Json::array());
        set_labels.push_back(Json::array());
      }
      sentences.back().push_back(documents[i].first);
      set_labels.back().push_back(documents[i].second);
    }
    RowTable sets(table.where());
    sets.facts = table.facts;
    sets.set_column("sentences", std::move(sentences));
    sets.set_column("labels", std::move(set_labels));
    table = std::move(sets);
  }
}

void encyclopedia_sets(SplitTables& tables, const RecipeContext& context) {
  shuffled_cluster_sets(tables, context, {"ingress", "article"}, "category", 3, 42);
}

void newspaper_sets(SplitTables& tables, const RecipeContext& context) {
  shuffled_cluster_sets(tables, context, {"title", "ingress", "article"}, "classes", 1, 1111);
}

// The labels of train are lists of three probabilities written as text; those of the others are words.
void mongabay_labels(SplitTables& tables, const RecipeContext& context) {
  constexpr std::array kLabels{"positif", "netral", "negatif"};
  RowTable& source = tables.need("train");
  std::vector<Json> texts;
  std::vector<Json> labels;
  const std::vector<std::string> soft = source.strings("softlabel");
  for (std::size_t i = 0; i < soft.size(); ++i) {
    const Json list = Json::parse(soft[i], nullptr, false);
    if (!list.is_array() || list.size() != kLabels.size()) continue;
    texts.push_back(source.column("text")[i]);
    labels.emplace_back(
        static_cast<std::size_t>(std::max_element(list.begin(), list.end()) - list.begin()));
  }
  const auto table_of = [&](const RowTable& old) {
    RowTable table(old.where());
    table.facts = old.facts;
    table.set_column("text", texts);
    table.set_column("label", labels);
    return table;
  };
  source = table_of(source);
  texts.clear();
  labels.clear();
  // As in mteb, a later split also has the rows of the earlier ones.
  for (const std::string& split : context.info.eval_splits) {
    RowTable& table = tables.need(split);
    const std::vector<std::string> words = table.strings("softlabel");
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto found = std::ranges::find(kLabels, words[i]);
      if (found == kLabels.end()) continue;
      texts.push_back(table.column("text")[i]);
      labels.emplace_back(static_cast<std::size_t>(found - kLabels.begin()));
    }
    table = table_of(table);
  }
}

constexpr std::array kTransforms{
    TaskTransform{"TurkicClassification", rarer_labels_of_all_languages, true, true},
    TaskTransform{"MultilingualSentimentClassification", welsh_train_split, true, false},
    TaskTransform{"SNLClustering", encyclopedia_sets, true, false},
    TaskTransform{"VGClustering", newspaper_sets, true, false},
    TaskTransform{"IndonesianMongabayConservationClassification", mongabay_labels, true, false},
};

}  // namespace

const TaskTransform* find_task_transform(std::string_view task) {
  const auto found = std::ranges::find(kTransforms, task, &TaskTransform::task);
  return found == kTransforms.end() ? nullptr : &*found;
}

}  // namespace assay::recipe
