// A tokenizer.json that is broken or of another kind.
#include "tokenizer/tokenizer_file.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "tokenizer/tokenizer.h"

namespace assay {
namespace {

using test::error_kind_of;
using test::error_of;

// The smallest that loads.
Json whole() {
  return Json::parse(R"({
    "added_tokens": [{"id": 1, "content": "[MASK]", "single_word": false, "lstrip": false,
                      "rstrip": false, "normalized": false, "special": true}],
    "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                   "strip_accents": null, "lowercase": true},
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 100,
              "vocab": {"[UNK]": 0, "[MASK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4}}})");
}

std::string error_with(const char* pointer, const Json& value) {
  Json file = whole();
  file[Json::json_pointer(pointer)] = value;
  return error_of([&] { (void)load_tokenizer_from_json(file.dump(), "t.json"); });
}

std::string error_without(const char* parent, const char* key) {
  Json file = whole();
  file[Json::json_pointer(parent)].erase(key);
  return error_of([&] { (void)load_tokenizer_from_json(file.dump(), "t.json"); });
}

TEST(TokenizerFileTest, LoadsWhenNothingIsWrong) {
  EXPECT_EQ(load_tokenizer_from_json(whole().dump(), "t.json")->vocabulary_size(), 5U);
}

TEST(TokenizerFileTest, CutShortAnywhereItIsRefused) {
  const std::string text = whole().dump();
  for (std::size_t length = 0; length < text.size(); ++length) {
    ASSERT_EQ(
        error_kind_of([&] { (void)load_tokenizer_from_json(text.substr(0, length), "t.json"); }),
        ErrorKind::kBadData)
        << "cut to " << length << " bytes";
  }
}

TEST(TokenizerFileTest, ByteByByteChangedItLoadsOrIsRefused) {
  const std::string text = whole().dump();
  for (std::size_t place = 0; place < text.size(); ++place) {
    for (const char byte : {'\0', '"', '{', '9', '\xFF'}) {
      std::string changed = text;
      changed[place] = byte;
      const std::string error =
          error_of([&] { (void)load_tokenizer_from_json(changed, "t.json"); });
      ASSERT_TRUE(error == "no error" || error.starts_with("t.json")) << error;
    }
  }
}

TEST(TokenizerFileTest, NamesTheKindThatIsNotSupported) {
  EXPECT_EQ(error_with("/model/type", "Unigram"),
            "t.json: not supported yet: tokenizer model Unigram");
  EXPECT_EQ(error_with("/normalizer", {{"type", "Precompiled"}}),
            "t.json: normalizer: not supported yet: tokenizer normalizer Precompiled");
  EXPECT_EQ(error_with("/pre_tokenizer", {{"type", "Metaspace"}}),
            "t.json: pre_tokenizer: not supported yet: tokenizer pre-tokenizer Metaspace");
  EXPECT_EQ(error_with("/post_processor", {{"type", "Sequence"}}),
            "t.json: post_processor: not supported yet: tokenizer post-processor Sequence");
}

TEST(TokenizerFileTest, NamesWhatIsMissingOrOfTheWrongType) {
  EXPECT_EQ(error_without("/model", "unk_token"), "t.json: model: unk_token is missing");
  EXPECT_EQ(error_without("/normalizer", "lowercase"), "t.json: normalizer: lowercase is missing");
  EXPECT_EQ(error_with("/normalizer/lowercase", 1),
            "t.json: normalizer: lowercase is a number, expected a boolean");
  EXPECT_EQ(error_with("/added_tokens", "x"),
            "t.json: added_tokens is a string, expected an array");
  EXPECT_EQ(error_of([] { (void)load_tokenizer_from_json("[]", "t.json"); }),
            "t.json: this is an array, expected an object");
}

TEST(TokenizerFileTest, RefusesIdsThatAreNone) {
  const std::string head = "t.json: model.vocab: 'a': the id ";
  const std::string tail = " is not a whole number from 0 to 2147483647";
  EXPECT_EQ(error_with("/model/vocab/a", -1), head + "-1" + tail);
  EXPECT_EQ(error_with("/model/vocab/a", 2147483648U), head + "2147483648" + tail);
  EXPECT_EQ(error_with("/model/vocab/a", 1.5), head + "1.5" + tail);
  EXPECT_EQ(error_with("/model/vocab/a", "4"), head + "\"4\"" + tail);
}

TEST(TokenizerFileTest, RefusesNestingWithoutEnd) {
  const std::string deep = R"({"x": )" + std::string(100000, '[') + std::string(100000, ']') + "}";
  EXPECT_NE(error_of([&] { (void)parse_tokenizer_file(deep, "t.json"); }).find("nested deeper"),
            std::string::npos);
}

TEST(TokenizerFileTest, AFolderWithNeitherFileIsUnavailable) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(error_kind_of([&] { (void)load_tokenizer(folder.path()); }), ErrorKind::kUnavailable);
  folder.write("tokenizer.json", "{");
  EXPECT_EQ(error_kind_of([&] { (void)load_tokenizer(folder.path()); }), ErrorKind::kBadData);
}

}  // namespace
}  // namespace assay
