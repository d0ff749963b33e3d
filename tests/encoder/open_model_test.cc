#include <gtest/gtest.h>

#include <algorithm>

#include "assay/encoder.h"
#include "assay/error.h"
#include "support/temporary_folder.h"
#include "support/test_resources.h"

namespace assay {
namespace {

std::pair<ErrorKind, std::string> failure(const std::string& name) {
  try {
    (void)open_model(name);
  } catch (const Error& error) {
    return {error.kind(), error.what()};
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(OpenModelTest, BuiltInModelsHaveTheirMtebNames) {
  const auto model = open_model("mteb/baseline-random-encoder");
  ASSERT_NE(model->as_encoder(), nullptr);
  EXPECT_EQ(model->as_searcher(), nullptr);
  EXPECT_EQ(model->info().name, "mteb/baseline-random-encoder");
}

TEST(OpenModelTest, AnUnknownNameGetsTheNearestOne) {
  const auto [kind, message] = failure("all-MiniLM-L6-v2");
  EXPECT_EQ(kind, ErrorKind::kUsage);
  EXPECT_TRUE(message.ends_with("(did you mean 'sentence-transformers/all-MiniLM-L6-v2'?)"))
      << message;
}

TEST(OpenModelTest, AMissingFolderIsReported) {
  const auto [kind, message] = failure("./absent-model");
  EXPECT_EQ(kind, ErrorKind::kUnavailable);
  EXPECT_EQ(message, "./absent-model: no such folder");
}

TEST(OpenModelTest, AFolderWithPickledWeightsIsRefused) {
  const test::TemporaryFolder folder;
  folder.write("config.json", R"({"model_type": "bert", "vocab_size": 5})");
  folder.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n");
  folder.write("pytorch_model.bin", "x");
  const auto [kind, message] = failure(folder.path());
  EXPECT_EQ(kind, ErrorKind::kNotSupported);
  EXPECT_NE(message.find("pytorch_model.bin"), std::string::npos) << message;
}

TEST(PublishedModelTest, AllMiniLmTellsWhatItIsAndEncodes) {
  const auto folder = test::test_model("sentence-transformers__all-MiniLM-L6-v2");
  if (!folder)
    GTEST_SKIP() << "no such model: run tools/fetch_default_model.py or set ASSAY_TEST_MODELS";
  const auto model = open_model(*folder, {.precision = Precision::kF32});
  const ModelInfo& info = model->info();
  EXPECT_EQ(info.name, "sentence-transformers/all-MiniLM-L6-v2");
  EXPECT_EQ(info.revision, "no_revision_available");
  EXPECT_EQ(info.embed_dim, 384U);
  EXPECT_EQ(info.max_tokens, 256U);
  // mteb's registry: n_parameters and n_embedding_parameters of this model.
  EXPECT_EQ(info.n_parameters, 22713216U);
  EXPECT_EQ(info.n_embedding_parameters, 11720448U);
  EXPECT_EQ(info.settings["weights_sha256"]["model.safetensors"],
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db");

  const std::vector<std::string> texts = {"The weather is lovely today.", "It's so sunny outside!",
                                          "He drove to the stadium."};
  const Matrix rows = model->as_encoder()->encode(texts, {});
  const auto dot = [&](std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t i = 0; i < 384; ++i)
      sum += static_cast<double>(rows.row(a)[i]) * static_cast<double>(rows.row(b)[i]);
    return sum;
  };
  // The example of the sentence-transformers README, with the similarities printed there.
  EXPECT_NEAR(dot(0, 0), 1.0, 1e-5);
  EXPECT_NEAR(dot(0, 1), 0.6660, 5e-5);
  EXPECT_NEAR(dot(0, 2), 0.1046, 5e-5);
  EXPECT_NEAR(dot(1, 2), 0.1411, 5e-5);
}

}  // namespace
}  // namespace assay
