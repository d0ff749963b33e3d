#include "encoder/bm25_tokenizer.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "encoder/stop_words.h"
#include "support/error_of.h"

namespace assay {
namespace {

using Terms = std::vector<std::uint32_t>;

Bm25Language english() { return {.stop_words = "en", .stemmer = "english"}; }

// Expected: bm25s.tokenize(..., stopwords="en", stemmer=Stemmer.Stemmer("english")) of bm25s 0.2.3
// and PyStemmer 2.2.0.3.
TEST(Bm25TokenizerTest, CutsLowersDropsStopWordsAndStems) {
  Bm25Tokenizer tokenizer(english());
  // run dog generic relat c3a re use x_1 ärzte: "the", "it" and "of" are stop words, "s", "n" and
  // "5" too short.
  EXPECT_EQ(tokenizer.terms_of_document(
                "The Running Dogs' generically relational, it's C3a re-use of x_1 and ÄRZTE n° 5"),
            (Terms{0, 1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(tokenizer.terms_of_query("dog runs running RELATED"), (Terms{1, 0, 0, 3}));
  EXPECT_EQ(tokenizer.num_terms(), 9U);
}

TEST(Bm25TokenizerTest, TakesWordsOfEveryScript) {
  Bm25Tokenizer tokenizer(english());
  // naïv café 中文 한국어; single characters are no words.
  EXPECT_EQ(tokenizer.terms_of_document("naïve café Ⅷ ½ a b 中文 한국어"), (Terms{0, 1, 2, 3}));
  EXPECT_EQ(tokenizer.terms_of_query("中文 NAÏVE"), (Terms{2, 0}));
}

TEST(Bm25TokenizerTest, LeavesOutWordsOfNoDocument) {
  Bm25Tokenizer tokenizer(english());
  EXPECT_EQ(tokenizer.terms_of_document("tin oak tin"), (Terms{0, 1, 0}));
  EXPECT_EQ(tokenizer.terms_of_query("zinc the oak"), Terms{1});
  EXPECT_TRUE(tokenizer.terms_of_query("").empty());
  EXPECT_EQ(tokenizer.num_terms(), 2U);
}

TEST(Bm25TokenizerTest, WithoutAStemmerWordsStayAsTheyAre) {
  Bm25Tokenizer tokenizer({});
  EXPECT_EQ(tokenizer.terms_of_document("runs running the"), (Terms{0, 1, 2}));
}

TEST(Bm25TokenizerTest, RefusesAnUnknownStemmer) {
  EXPECT_EQ(test::error_kind_of(
                [] { const Bm25Tokenizer tokenizer({.stop_words = "", .stemmer = "klingon"}); }),
            ErrorKind::kNotSupported);
}

TEST(StopWordsTest, HasTheListsOfBm25s) {
  EXPECT_EQ(stop_words("en").size(), 33U);
  EXPECT_EQ(stop_words("en").front(), "a");
  EXPECT_EQ(stop_words("en").back(), "with");
  EXPECT_EQ(stop_words("de").size(), 232U);
  EXPECT_TRUE(stop_words("xx").empty());
}

}  // namespace
}  // namespace assay
