#include "tokenizer/wordpiece.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "tokenizer/vocabulary.h"

namespace assay {
namespace {

using Ids = std::vector<std::int32_t>;

WordPiece make(std::vector<std::pair<std::string, std::int32_t>> tokens,
               const WordPiece::Options& options = {}) {
  return WordPiece(Vocabulary(std::move(tokens), "vocab"), options, "model");
}

Ids encode(const WordPiece& model, std::string_view word) {
  Ids ids;
  model.encode(word, ids);
  return ids;
}

// The example of BERT's own documentation.
TEST(WordPieceTest, TakesTheLongestMatchFromTheLeft) {
  const auto model =
      make({{"[UNK]", 0}, {"un", 1}, {"##aff", 2}, {"##able", 3}, {"##a", 4}, {"una", 5}});
  EXPECT_EQ(encode(model, "unaffable"), (Ids{0}));  // "una" is longest, "##ff" is not there
  const auto without = make({{"[UNK]", 0}, {"un", 1}, {"##aff", 2}, {"##able", 3}, {"##a", 4}});
  EXPECT_EQ(encode(without, "unaffable"), (Ids{1, 2, 3}));
}

TEST(WordPieceTest, NeverGoesBack) {
  // "ab" + "##c" would fit, but "abc" is longer and leaves "##d" without a match.
  const auto model = make({{"[UNK]", 0}, {"ab", 1}, {"##cd", 2}, {"abc", 3}});
  EXPECT_EQ(encode(model, "abcd"), (Ids{0}));
}

TEST(WordPieceTest, AWordWithARemainderIsOneUnknownToken) {
  const auto model = make({{"[UNK]", 7}, {"play", 1}, {"##ing", 2}});
  EXPECT_EQ(encode(model, "playing"), (Ids{1, 2}));
  EXPECT_EQ(encode(model, "playinx"), (Ids{7}));
  EXPECT_EQ(encode(model, "xplay"), (Ids{7}));
}

TEST(WordPieceTest, WhatIsWholeIsNoContinuationAndViceVersa) {
  const auto model = make({{"[UNK]", 0}, {"a", 1}, {"##b", 2}});
  EXPECT_EQ(encode(model, "aa"), (Ids{0}));
  EXPECT_EQ(encode(model, "b"), (Ids{0}));
  EXPECT_EQ(encode(model, "abb"), (Ids{1, 2, 2}));
}

TEST(WordPieceTest, CountsCharactersNotBytes) {
  const auto model =
      make({{"[UNK]", 0}, {"\u00e9", 1}, {"##\u00e9", 2}}, {.max_input_chars_per_word = 3});
  EXPECT_EQ(encode(model, "\u00e9\u00e9\u00e9"), (Ids{1, 2, 2}));
  EXPECT_EQ(encode(model, "\u00e9\u00e9\u00e9\u00e9"), (Ids{0}));
}

TEST(WordPieceTest, AMatchMayEndInsideNoCharacter) {
  // 0xC3 0xA9 and 0xC3 0xA8 share their first byte.
  const auto model = make({{"[UNK]", 0}, {"\u00e9", 1}});
  EXPECT_EQ(encode(model, "\u00e8"), (Ids{0}));
}

TEST(WordPieceTest, AppendsToWhatIsThere) {
  const auto model = make({{"[UNK]", 0}, {"a", 1}});
  Ids ids = {42};
  model.encode("a", ids);
  model.encode("b", ids);
  EXPECT_EQ(ids, (Ids{42, 1, 0}));
}

TEST(WordPieceTest, NeedsItsUnknownToken) {
  EXPECT_EQ(test::error_kind_of([] { (void)make({{"a", 0}}); }), ErrorKind::kBadData);
  EXPECT_NE(test::error_of([] { (void)make({{"a", 0}}); }).find("[UNK]"), std::string::npos);
}

TEST(VocabularyTest, OfATokenThatComesTwiceTheLaterCounts) {
  const Vocabulary vocabulary({{"a", 0}, {"b", 1}, {"a", 5}}, "vocab");
  EXPECT_EQ(vocabulary.find("a"), 5);
  EXPECT_EQ(vocabulary.find("c"), std::nullopt);
  EXPECT_EQ(vocabulary.id_end(), 6U);
}

TEST(VocabularyTest, RefusesAnIdOfTwoTokens) {
  EXPECT_EQ(test::error_kind_of([] { (void)Vocabulary({{"a", 1}, {"b", 1}}, "vocab"); }),
            ErrorKind::kBadData);
}

}  // namespace
}  // namespace assay
