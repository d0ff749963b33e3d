#include "base/python_text.h"

#include <gtest/gtest.h>

#include "base/sha256.h"
#include "base/utf8.h"

namespace assay {
namespace {

TEST(PythonTextTest, LowersLikePython) {
  EXPECT_EQ(python_lower("ABC xyz 09_"), "abc xyz 09_");
  EXPECT_EQ(python_lower("ÄÖÜ ẞ ŁÓDŹ"), "äöü ß łódź");
  EXPECT_EQ(python_lower("ПРИВЕТ Ǆ ǅ Ⅷ Ⓐ 𐐀"), "привет ǆ ǆ ⅷ ⓐ 𐐨");
  EXPECT_EQ(python_lower("İSTANBUL"), "i\u0307stanbul");
}

TEST(PythonTextTest, GivesSigmaItsFinalFormAtTheEndOfAWord) {
  EXPECT_EQ(python_lower("ΟΔΟΣ"), "οδος");
  EXPECT_EQ(python_lower("ΣΟΦΟΣ ΣΑΣ"), "σοφος σας");
  EXPECT_EQ(python_lower("Σ"), "σ");
  EXPECT_EQ(python_lower("AΣ.B"), "aσ.b");  // the full stop is looked through
  EXPECT_EQ(python_lower("AΣ. B"), "aς. b");
  EXPECT_EQ(python_lower("A\u0301Σ"), "a\u0301ς");
}

TEST(PythonTextTest, KnowsWordCharacters) {
  for (const char32_t c :
       {U'a', U'Z', U'5', U'_', U'ä', U'ß', U'中', U'あ', U'한', U'٣', U'½', U'²', U'ª', U'𝒜'}) {
    EXPECT_TRUE(is_python_word_character(c)) << static_cast<std::uint32_t>(c);
  }
  // A combining accent, a vowel sign of Devanagari and the zero-width joiner are no word characters
  // for re.
  for (const char32_t c :
       {U' ', U'-', U'.', U'\'', U'€', U'。', U'\u0301', U'\u093F', U'\u200D', U'😀'}) {
    EXPECT_FALSE(is_python_word_character(c)) << static_cast<std::uint32_t>(c);
  }
}

// Over all code points, against digests that Python 3.11 made:
//   hashlib.sha256("".join(chr(c).lower() for c in all code points but
//   surrogates).encode()).hexdigest() hashlib.sha256("".join("1" if re.match(r"\w", chr(c)) else
//   "0" for c in them).encode()).hexdigest()
TEST(PythonTextTest, AgreesWithPythonOnEveryCodePoint) {
  Hasher lower;
  Hasher word;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text;
    append_utf8(text, c);
    lower.update(python_lower(text));
    word.update(is_python_word_character(c) ? "1" : "0");
  }
  EXPECT_EQ(lower.finish(), "958a7ea6410864d6bdee95e35373a838cd50f39ae4208f30d5fe14da0a0faff2");
  EXPECT_EQ(word.finish(), "75d93f8da75f01afa6ef08092878a7a9277ef123595ee42cae019636279297ff");
}

}  // namespace
}  // namespace assay
