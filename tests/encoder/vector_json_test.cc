#include "encoder/vector_json.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/error_of.h"

namespace assay {
namespace {

using Vectors = std::vector<std::vector<float>>;

Vectors read(const char* text, bool pool = false) {
  return read_vectors(Json::parse(text), "reply", pool);
}

TEST(VectorJsonTest, FindsVectorsInEveryShape) {
  const Vectors two = {{1, 2}, {3, 4}};
  EXPECT_EQ(read("[[1,2],[3,4]]"), two);
  EXPECT_EQ(read(R"({"embedding":[[1,2],[3,4]]})"), two);
  EXPECT_EQ(read(R"({"embeddings":[[1,2],[3,4]],"id":"x"})"), two);
  EXPECT_EQ(read(R"({"embeddings":{"float":[[1,2],[3,4]]}})"), two);
  EXPECT_EQ(read(R"({"vectors":[[1,2],[3,4]]})"), two);
  EXPECT_EQ(read(R"({"data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1,2]}]})"), two);
  EXPECT_EQ(read(R"({"data":[{"embedding":[1,2]},{"embedding":[3,4]}]})"), two);
  EXPECT_EQ(read(R"({"embedding":[1,2]})"), (Vectors{{1, 2}}));
  EXPECT_EQ(read("[1,2]"), (Vectors{{1, 2}}));
}

TEST(VectorJsonTest, TokenVectorsNeedAWord) {
  const char* tokens = "[[[1,2],[3,6]],[[5,5]]]";
  EXPECT_EQ(test::error_kind_of([&] { (void)read(tokens); }), ErrorKind::kUsage);
  EXPECT_EQ(read(tokens, true), (Vectors{{2, 4}, {5, 5}}));
}

TEST(VectorJsonTest, RefusesWhatIsNone) {
  for (const char* text :
       {"1", "{}", "[]", R"(["a"])", R"([[1,"NaN"]])", R"([[1,null]])", R"([[1],2])", "[[[[1]]]]",
        R"({"data":[{"index":5,"embedding":[1]}]})", R"({"data":[{"index":-1,"embedding":[1]}]})",
        R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]})", R"({"data":[1]})",
        R"({"embeddings":{"int8":[[1]]}})"}) {
    try {
      const auto vectors = read(text);
      // An empty list is no vector for one text: the caller counts.
      EXPECT_TRUE(vectors.empty() || vectors[0].empty()) << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData) << text;
    }
  }
}

}  // namespace
}  // namespace assay
