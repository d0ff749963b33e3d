#include "tokenizer/vocab_txt.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <utility>

#include "assay/error.h"
#include "base/utf8.h"
#include "tokenizer/json_fields.h"
#include "tokenizer/unicode.h"

namespace assay {
namespace {

// The line without white space at its end, as the reference reads it.
std::string_view trim_end(std::string_view line) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < line.size();) {
    if ((unicode::PropertyMap::instance()[decode_utf8(line, i)] & unicode::kWhiteSpace) == 0)
      end = i;
  }
  return line.substr(0, end);
}

std::vector<std::pair<std::string, std::int32_t>> parse_lines(std::string_view text,
                                                              const std::string& where) {
  if (const std::size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
    throw Error(ErrorKind::kBadData, where + ": not UTF-8 at byte " + std::to_string(bad));
  }
  std::vector<std::pair<std::string, std::int32_t>> tokens;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    tokens.emplace_back(trim_end(text.substr(0, end)), static_cast<std::int32_t>(tokens.size()));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return tokens;
}

// One of the special tokens of tokenizer_config.json: a string, or an object with the fields of an
// added token.
Json to_added_token(const Json& token, bool normalized_by_default, const std::string& where) {
  Json added{{"content", ""},
             {"single_word", false},
             {"lstrip", false},
             {"rstrip", false},
             {"normalized", normalized_by_default}};
  if (token.is_string()) {
    added["content"] = token;
    return added;
  }
  added["content"] = get_string(token, "content", where);
  for (const char* key : {"single_word", "lstrip", "rstrip", "normalized"}) {
    if (token.contains(key)) added[key] = get_bool(token, key, where);
  }
  return added;
}

// The order decides which ids new tokens get: those of added_tokens_decoder by their number, the
// special tokens of the class, then the additional ones. The first of equal ones counts.
Json added_tokens(const Json& config, const std::string& where) {
  Json tokens = Json::array();
  const auto add = [&](Json token) {
    const auto same = [&](const Json& other) { return other["content"] == token["content"]; };
    if (std::ranges::none_of(tokens, same)) tokens.push_back(std::move(token));
  };
  if (config.contains("added_tokens_decoder")) {
    const std::string decoder_where = where + ": added_tokens_decoder";
    std::map<long, const Json*> by_id;
    for (const auto& [id, token] : get_object(config, "added_tokens_decoder", where).items()) {
      by_id[std::strtol(id.c_str(), nullptr, 10)] = &token;
    }
    for (const auto& [id, token] : by_id) {
      const bool special = token->is_object() && token->contains("special") &&
                           get_bool(*token, "special", decoder_where);
      add(to_added_token(*token, !special, decoder_where));
    }
  }
  constexpr std::array<std::pair<const char*, const char*>, 5> kNamed = {
      {{"unk_token", "[UNK]"},
       {"sep_token", "[SEP]"},
       {"pad_token", "[PAD]"},
       {"cls_token", "[CLS]"},
       {"mask_token", "[MASK]"}}};
  for (const auto& [key, content] : kNamed) {
    add(to_added_token(config.value(key, Json(content)), false, where + ": " + key));
  }
  for (const char* key : {"additional_special_tokens", "extra_special_tokens"}) {
    if (!config.contains(key) || config[key].is_null()) continue;
    for (const Json& token : get_array(config, key, where))
      add(to_added_token(token, false, where + ": " + key));
  }
  return tokens;
}

std::string special_token(const Json& config, const char* key, const char* content,
                          const std::string& where) {
  return to_added_token(config.value(key, Json(content)), false, where + ": " + key)["content"]
      .get<std::string>();
}

}  // namespace

TokenizerFile tokenizer_file_from_vocab_txt(std::string_view text, std::string where,
                                            const Json& config, const std::string& config_where) {
  TokenizerFile file{std::move(where), Json::object(), {}};
  file.vocabulary = parse_lines(text, file.where);
  const auto pair_of = [&](const char* key, const char* content) {
    const std::string token = special_token(config, key, content, config_where);
    const auto entry =
        std::ranges::find(file.vocabulary, token, &std::pair<std::string, std::int32_t>::first);
    if (entry == file.vocabulary.end()) {
      throw Error(ErrorKind::kBadData,
                  file.where + ": the special token '" + token + "' is not in the vocabulary");
    }
    return Json::array({token, entry->second});
  };
  file.settings["added_tokens"] = added_tokens(config, config_where);
  file.settings["normalizer"] = {
      {"type", "BertNormalizer"},
      {"clean_text", true},
      {"handle_chinese_chars", config.value("tokenize_chinese_chars", Json(true))},
      {"strip_accents", config.value("strip_accents", Json(nullptr))},
      {"lowercase", config.value("do_lower_case", Json(true))}};
  file.settings["pre_tokenizer"] = {{"type", "BertPreTokenizer"}};
  file.settings["post_processor"] = {{"type", "BertProcessing"},
                                     {"cls", pair_of("cls_token", "[CLS]")},
                                     {"sep", pair_of("sep_token", "[SEP]")}};
  file.settings["model"] = {
      {"type", "WordPiece"},
      {"unk_token", special_token(config, "unk_token", "[UNK]", config_where)},
      {"continuing_subword_prefix", "##"},
      {"max_input_chars_per_word", 100}};
  return file;
}

}  // namespace assay
