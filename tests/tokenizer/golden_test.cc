// Token ids against those of the official `tokenizers` package (tools/golden/tokenizer.py).
#include <gtest/gtest.h>

#include "assay/json.h"
#include "base/file.h"
#include "base/sha256.h"
#include "support/test_resources.h"
#include "tokenizer/tokenizer.h"

namespace assay {
namespace {

const Json& golden() {
  static const Json json =
      Json::parse(read_file(test::source_folder() / "tests/golden/tokenizer.json"));
  return json;
}

std::vector<std::int32_t> encode(const Tokenizer& tokenizer, std::string_view text) {
  std::vector<std::int32_t> ids;
  tokenizer.encode(text, 0, ids);
  return ids;
}

void expect_ids(const Tokenizer& tokenizer, const Json& ids) {
  const Json& texts = golden().at("texts");
  ASSERT_EQ(ids.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(encode(tokenizer, texts[i].get<std::string>()),
              ids[i].get<std::vector<std::int32_t>>())
        << "the text " << texts[i];
  }
}

std::string utf8(char32_t c) {
  const auto unit = [](char32_t bits) { return static_cast<char>(bits); };
  if (c < 0x80) return {unit(c)};
  if (c < 0x800) return {unit(0xC0 | c >> 6), unit(0x80 | (c & 0x3F))};
  if (c < 0x10000) {
    return {unit(0xE0 | c >> 12), unit(0x80 | (c >> 6 & 0x3F)), unit(0x80 | (c & 0x3F))};
  }
  return {unit(0xF0 | c >> 18), unit(0x80 | (c >> 12 & 0x3F)), unit(0x80 | (c >> 6 & 0x3F)),
          unit(0x80 | (c & 0x3F))};
}

void append_number(std::string& bytes, std::size_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>(number >> shift & 0xFFU);
  }
}

// As the script hashes: for each code point the number of ids and the ids, 4 bytes each.
std::string sweep_sha256(const Tokenizer& tokenizer, char32_t begin, char32_t end) {
  const auto form = golden().at("sweep").get<std::string>();
  std::string bytes;
  for (char32_t c = begin; c < end; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    for (std::string_view rest = form; !rest.empty();) {
      const std::size_t place = rest.find("{c}");
      text += rest.substr(0, place);
      if (place == std::string_view::npos) break;
      text += utf8(c);
      rest.remove_prefix(place + 3);
    }
    const auto ids = encode(tokenizer, text);
    append_number(bytes, ids.size());
    for (const std::int32_t id : ids) append_number(bytes, static_cast<std::size_t>(id));
  }
  return sha256_hex(bytes);
}

TEST(TokenizerGolden, EverySettingGivesTheIdsOfTokenizers) {
  for (const Json& entry : golden().at("small")) {
    SCOPED_TRACE(entry.at("name").get<std::string>());
    const auto tokenizer = load_tokenizer_from_json(entry.at("tokenizer").dump(), "golden");
    expect_ids(*tokenizer, entry.at("ids"));
  }
}

TEST(TokenizerGolden, PublishedModelsGiveTheIdsOfTokenizers) {
  bool any = false;
  for (const Json& entry : golden().at("models")) {
    const auto name = entry.at("name").get<std::string>();
    SCOPED_TRACE(name);
    const auto model = test::test_model(name);
    if (!model) continue;
    any = true;
    expect_ids(*load_tokenizer(*model), entry.at("ids"));
  }
  if (!any) GTEST_SKIP() << "no model: run tools/fetch_default_model.py or set ASSAY_TEST_MODELS";
}

TEST(TokenizerGolden, EveryCodePointGivesTheIdsOfTokenizers) {
  constexpr char32_t kBlock = 0x10000;
  bool any = false;
  for (const Json& entry : golden().at("models")) {
    const auto name = entry.at("name").get<std::string>();
    const auto model = test::test_model(name);
    if (!model) continue;
    any = true;
    const auto tokenizer = load_tokenizer(*model);
    const Json& hashes = entry.at("sweep_sha256");
    ASSERT_EQ(hashes.size(), 17U);
    char32_t begin = 0;
    for (const Json& hash : hashes) {
      EXPECT_EQ(sweep_sha256(*tokenizer, begin, begin + kBlock), hash.get<std::string>())
          << name << ", code points from " << static_cast<unsigned>(begin);
      begin += kBlock;
    }
  }
  if (!any) GTEST_SKIP() << "no model: run tools/fetch_default_model.py or set ASSAY_TEST_MODELS";
}

}  // namespace
}  // namespace assay
