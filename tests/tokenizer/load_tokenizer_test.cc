#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/temporary_folder.h"
#include "support/test_resources.h"
#include "tokenizer/tokenizer.h"

namespace assay {
namespace {

std::vector<std::int32_t> encode(const Tokenizer& tokenizer, std::string_view text,
                                 std::size_t max_tokens = 0) {
  std::vector<std::int32_t> ids;
  tokenizer.encode(text, max_tokens, ids);
  return ids;
}

// Ids of tokenizers 0.23.3.
TEST(LoadTokenizer, ReadsTheDefaultModel) {
  const auto model = test::test_model("sentence-transformers__all-MiniLM-L6-v2");
  if (!model) GTEST_SKIP() << "no default model: run tools/fetch_default_model.py";
  const auto tokenizer = load_tokenizer(*model);
  EXPECT_EQ(tokenizer->vocabulary_size(), 30522U);
  EXPECT_EQ(tokenizer->num_closing_tokens(), 1U);
  EXPECT_EQ(encode(*tokenizer, "Hello WORLD \u4e2d\u6587 na\u00efve"),
            (std::vector<std::int32_t>{101, 7592, 2088, 1746, 1861, 15743, 102}));
}

// Ids of tokenizers 0.23.3 with normalizers.Sequence([Lowercase(),
// BertNormalizer(lowercase=False)]).
TEST(LoadTokenizer, LowerCaseGoesBeforeACasedNormalizerAndLeavesAccents) {
  const test::TemporaryFolder folder;
  folder.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\nHello\nna\u00efve\n");
  folder.write("tokenizer_config.json", R"({"do_lower_case": false})");
  EXPECT_EQ(encode(*load_tokenizer(folder.path()), "Hello NA\u00cfVE"),
            (std::vector<std::int32_t>{2, 6, 1, 3}));
  EXPECT_EQ(encode(*load_tokenizer(folder.path(), {.lower_case = true}), "Hello NA\u00cfVE"),
            (std::vector<std::int32_t>{2, 5, 7, 3}));
}

}  // namespace
}  // namespace assay
