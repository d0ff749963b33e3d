// What holds for any text.
#include <gtest/gtest.h>

#include <random>

#include "assay/json.h"
#include "base/file.h"
#include "support/test_resources.h"
#include "tokenizer/tokenizer.h"

namespace assay {
namespace {

using Ids = std::vector<std::int32_t>;

// A tokenizer of tests/golden/tokenizer.json.
std::unique_ptr<Tokenizer> small_tokenizer(std::string_view name) {
  const Json golden = Json::parse(read_file(test::source_folder() / "tests/golden/tokenizer.json"));
  for (const Json& entry : golden.at("small")) {
    if (entry.at("name") == name) {
      return load_tokenizer_from_json(entry.at("tokenizer").dump(), "golden");
    }
  }
  throw std::logic_error("no such golden tokenizer");
}

Ids encode(const Tokenizer& tokenizer, std::string_view text, std::size_t max_tokens = 0) {
  Ids ids;
  tokenizer.encode(text, max_tokens, ids);
  return ids;
}

// Words, punctuation, special tokens, foreign characters and broken bytes, in any order.
std::vector<std::string> random_texts(std::size_t count) {
  static const std::vector<std::string> kPieces = {
      "a",       "the",     " ",  "  ", "\n",           "!",    "[MASK]",   "[MASK", "newtok",
      "\u00e9",  "e\u0301", "##", "-",  "\u4e2d\u6587", "\xFF", "\xE4\xB8", "x",     "wordy",
      "playing", "\u200b",  "9",  "_",  "\U0001F642",   "tight"};
  std::mt19937 random(20240817);
  std::vector<std::string> texts(count);
  for (std::string& text : texts) {
    for (std::size_t pieces = random() % 30; pieces > 0; --pieces) {
      text += kPieces[random() % kPieces.size()];
    }
  }
  return texts;
}

TEST(EncodeTest, ALimitCutsBeforeTheClosingTokens) {
  const auto tokenizer = small_tokenizer("lower-cased");
  const Ids all = encode(*tokenizer, "the quick brown fox");
  ASSERT_EQ(all.size(), 6U);  // [CLS], four words, [SEP]
  Ids cut;
  EXPECT_EQ(tokenizer->encode("the quick brown fox", 4, cut), 6U);
  EXPECT_EQ(cut, (Ids{all[0], all[1], all[2], all[5]}));
  EXPECT_EQ(encode(*tokenizer, "the quick brown fox", 6), all);
  EXPECT_EQ(encode(*tokenizer, "the quick brown fox", 2), (Ids{all[0], all[5]}));
}

TEST(EncodeTest, ALimitChangesNothingElse) {
  for (const char* name : {"flags of added tokens", "no special tokens around"}) {
    const auto tokenizer = small_tokenizer(name);
    const std::size_t closing = tokenizer->num_closing_tokens();
    for (const std::string& text : random_texts(300)) {
      const Ids all = encode(*tokenizer, text);
      for (const std::size_t limit : {2U, 3U, 5U, 8U, 1000U}) {
        Ids cut;
        ASSERT_EQ(tokenizer->encode(text, limit, cut), all.size());
        ASSERT_EQ(cut.size(), std::min<std::size_t>(limit, all.size()));
        Ids expected(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(cut.size() - closing));
        expected.insert(expected.end(), all.end() - static_cast<std::ptrdiff_t>(closing),
                        all.end());
        ASSERT_EQ(cut, expected) << name << ", limit " << limit << ": " << text;
      }
    }
  }
}

TEST(EncodeTest, AppendsToWhatIsThere) {
  const auto tokenizer = small_tokenizer("lower-cased");
  Ids ids = {42};
  tokenizer->encode("a", 0, ids);
  Ids expected = {42};
  for (const std::int32_t id : encode(*tokenizer, "a")) expected.push_back(id);
  EXPECT_EQ(ids, expected);
}

TEST(EncodeTest, IdsAreBelowTheVocabularySize) {
  for (const char* name : {"lower-cased", "flags of added tokens", "no normaliser"}) {
    const auto tokenizer = small_tokenizer(name);
    for (const std::string& text : random_texts(300)) {
      for (const std::int32_t id : encode(*tokenizer, text)) {
        ASSERT_GE(id, 0);
        ASSERT_LT(static_cast<std::size_t>(id), tokenizer->vocabulary_size());
      }
    }
  }
}

// Words are encoded one by one, so that texts put together with a space give their ids together.
TEST(EncodeTest, ATextIsTheSumOfItsWords) {
  const auto tokenizer = small_tokenizer("no special tokens around");
  const auto texts = random_texts(200);
  for (std::size_t i = 0; i + 1 < texts.size(); ++i) {
    Ids both = encode(*tokenizer, texts[i]);
    const Ids second = encode(*tokenizer, texts[i + 1]);
    both.insert(both.end(), second.begin(), second.end());
    ASSERT_EQ(encode(*tokenizer, texts[i] + " " + texts[i + 1]), both) << texts[i];
  }
}

// The replacement character that stands for a broken byte is dropped as a control character.
TEST(EncodeTest, ABrokenByteIsAReplacementCharacter) {
  for (const char* name : {"lower-cased", "no normaliser", "not cleaned, Chinese in words"}) {
    const auto tokenizer = small_tokenizer(name);
    EXPECT_EQ(encode(*tokenizer,
                     "a\xFF"
                     "b \xE4\xB8 c"),
              encode(*tokenizer, "a\uFFFDb \uFFFD\uFFFD c"))
        << name;
    EXPECT_EQ(encode(*tokenizer, "\xED\xA0\x80"), encode(*tokenizer, "\uFFFD\uFFFD\uFFFD"))
        << name << ": half of a surrogate pair";
  }
}

TEST(EncodeTest, AMegabyteWithoutASpaceIsOneUnknownWord) {
  const auto tokenizer = small_tokenizer("no special tokens around");
  EXPECT_EQ(encode(*tokenizer, std::string(std::size_t{1} << 20, 'x')), (Ids{1}));
  EXPECT_EQ(encode(*tokenizer, std::string(std::size_t{1} << 20, '!')).size(),
            std::size_t{1} << 20);
}

}  // namespace
}  // namespace assay
