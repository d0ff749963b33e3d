#include "measure/sample_texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace assay {
namespace {

std::size_t count_words(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, ' ')) + 1;
}

// As BERT counts: [CLS], one token a word, [SEP].
std::uint64_t count_like_bert(const std::string& text) { return count_words(text) + 2; }

TEST(SampleTextsTest, HaveTheWantedNumberOfTokens) {
  const SampleTexts texts(count_like_bert);
  EXPECT_FALSE(texts.tokens_are_words());
  for (const std::string& text : texts.make(short_queries(), 50)) {
    EXPECT_EQ(count_like_bert(text), 16U) << text;
  }
}

TEST(SampleTextsTest, FollowTheMix) {
  const SampleTexts texts(count_like_bert);
  std::map<std::uint64_t, int> found;
  for (const std::string& text : texts.make(mixed_queries(), 100)) ++found[count_like_bert(text)];
  EXPECT_EQ(found, (std::map<std::uint64_t, int>{{8, 30}, {16, 40}, {32, 20}, {64, 10}}));
}

TEST(SampleTextsTest, DifferFromEachOther) {
  const SampleTexts texts(count_like_bert);
  const auto made = texts.make(mixed_queries(), 512);
  EXPECT_EQ(std::set(made.begin(), made.end()).size(), 512U);
  EXPECT_EQ(made, texts.make(mixed_queries(), 512));
}

TEST(SampleTextsTest, CountPiecesOfWords) {
  // A letter is a token, and the prompt has ten.
  const auto count = [](const std::string& text) {
    return 10 + text.size() - static_cast<std::size_t>(std::ranges::count(text, ' '));
  };
  const SampleTexts texts(count);
  for (const std::string& text : texts.make(document_texts(), 40)) {
    // The last word may go beyond by all but its first letter.
    const std::size_t tokens = count(text);
    const std::size_t wanted = tokens < 100 ? 64 : tokens < 200 ? 128 : 256;
    EXPECT_GE(tokens, wanted);
    EXPECT_LT(tokens, wanted + 8);
  }
}

TEST(SampleTextsTest, TakeWordsForTokensWhereTheModelCountsNone) {
  const SampleTexts texts([](const std::string&) { return 0U; });
  EXPECT_TRUE(texts.tokens_are_words());
  for (const std::string& text : texts.make(short_queries(), 5)) EXPECT_EQ(count_words(text), 16U);
}

TEST(SampleTextsTest, HoldOneWordHoweverLongThePromptIs) {
  const SampleTexts texts([](const std::string& text) { return 90 + count_words(text); });
  for (const std::string& text : texts.make(short_queries(), 5)) EXPECT_EQ(count_words(text), 1U);
}

}  // namespace
}  // namespace assay
