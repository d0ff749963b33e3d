#include "tokenizer/build_tokenizer.h"

#include <algorithm>
#include <map>

#include "assay/error.h"
#include "tokenizer/bert_normalizer.h"
#include "tokenizer/bert_pre_tokenizer.h"
#include "tokenizer/json_fields.h"
#include "tokenizer/pipeline.h"
#include "tokenizer/vocabulary.h"
#include "tokenizer/wordpiece.h"

namespace assay {
namespace {

// A component of the file; null when it is not there.
const Json& component(const Json& settings, const char* key) {
  static const Json kNull;
  const auto field = settings.find(key);
  return field == settings.end() ? kNull : *field;
}

[[noreturn]] void not_supported(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kNotSupported, where + ": not supported yet: " + what);
}

std::unique_ptr<const Normalizer> make_normalizer(const Json& settings, const std::string& where) {
  const std::string type = type_of(settings, where);
  if (type.empty()) {
    return std::make_unique<BertNormalizer>(BertNormalizer::Options{.clean_text = false,
                                                                    .handle_chinese_chars = false,
                                                                    .strip_accents = false,
                                                                    .lowercase = false});
  }
  if (type != "BertNormalizer") not_supported(where, "tokenizer normalizer " + type);
  BertNormalizer::Options options{
      .clean_text = get_bool(settings, "clean_text", where),
      .handle_chinese_chars = get_bool(settings, "handle_chinese_chars", where),
      .strip_accents = std::nullopt,
      .lowercase = get_bool(settings, "lowercase", where)};
  if (!component(settings, "strip_accents").is_null()) {
    options.strip_accents = get_bool(settings, "strip_accents", where);
  }
  return std::make_unique<BertNormalizer>(options);
}

std::unique_ptr<const PreTokenizer> make_pre_tokenizer(const Json& settings,
                                                       const std::string& where) {
  const std::string type = type_of(settings, where);
  if (type != "BertPreTokenizer")
    not_supported(where, "tokenizer pre-tokenizer " + (type.empty() ? "null" : type));
  return std::make_unique<BertPreTokenizer>();
}

std::string model_type(const Json& model, const std::string& where) {
  if (model.is_object() && model.contains("type")) return type_of(model, where);
  // Files of old releases leave the type out.
  if (model.is_object() && model.contains("max_input_chars_per_word")) return "WordPiece";
  return "without a type";
}

std::unique_ptr<const TokenizerModel> make_model(const Json& settings, const Vocabulary& vocabulary,
                                                 const std::string& where) {
  const WordPiece::Options options{
      .unk_token = get_string(settings, "unk_token", where),
      .continuing_subword_prefix = get_string(settings, "continuing_subword_prefix", where),
      .max_input_chars_per_word = get_size(settings, "max_input_chars_per_word", where)};
  return std::make_unique<WordPiece>(vocabulary, options, where);
}

// Ids are given as the reference gives them: a token of the vocabulary keeps its id there, another
// one gets the next free number; what the file says is not looked at.
std::vector<AddedToken> parse_added_tokens(const Json& tokens, const Vocabulary& vocabulary,
                                           const Normalizer& normalizer, const std::string& where) {
  if (tokens.is_null()) return {};
  if (!tokens.is_array())
    throw Error(ErrorKind::kBadData, where + " is " + kind_of(tokens) + ", expected an array");
  std::map<std::string, AddedToken> by_content;  // of equal ones the last counts
  std::size_t next_id = vocabulary.size();
  for (const Json& token : tokens) {
    AddedToken added{.content = get_string(token, "content", where),
                     .id = 0,
                     .single_word = get_bool(token, "single_word", where),
                     .lstrip = get_bool(token, "lstrip", where),
                     .rstrip = get_bool(token, "rstrip", where),
                     .normalized = get_bool(token, "normalized", where)};
    if (added.content.empty()) continue;
    const auto before = by_content.find(added.content);
    if (const auto id = vocabulary.find(added.content)) {
      added.id = *id;
    } else {
      added.id =
          before != by_content.end() ? before->second.id : static_cast<std::int32_t>(next_id++);
    }
    std::string content = added.content;
    by_content.insert_or_assign(std::move(content), std::move(added));
  }
  std::vector<AddedToken> result;
  for (auto& [content, token] : by_content) {
    if (token.normalized) {
      token.content.clear();
      normalizer.normalize(content, token.content);
    }
    const bool repeated = std::ranges::any_of(result, [&, &t = token](const AddedToken& other) {
      return other.normalized == t.normalized && other.content == t.content;
    });
    if (token.content.empty() || repeated) {
      throw Error(ErrorKind::kBadData,
                  where + ": '" + content + "' is empty or another token's once normalised");
    }
    result.push_back(std::move(token));
  }
  return result;
}

}  // namespace

std::unique_ptr<Tokenizer> build_tokenizer(TokenizerFile file) {
  const Json& settings = file.settings;
  const Json& model = component(settings, "model");
  const std::string type = model_type(model, file.where + ": model");
  if (type != "WordPiece") not_supported(file.where, "tokenizer model " + type);

  const Vocabulary vocabulary(std::move(file.vocabulary), file.where + ": model.vocab");
  TokenizerPipeline::Stages stages;
  stages.normalizer =
      make_normalizer(component(settings, "normalizer"), file.where + ": normalizer");
  stages.pre_tokenizer =
      make_pre_tokenizer(component(settings, "pre_tokenizer"), file.where + ": pre_tokenizer");
  stages.model = make_model(model, vocabulary, file.where + ": model");
  stages.special_tokens =
      parse_template(component(settings, "post_processor"), file.where + ": post_processor");
  stages.added_tokens = parse_added_tokens(component(settings, "added_tokens"), vocabulary,
                                           *stages.normalizer, file.where + ": added_tokens");
  stages.vocabulary_size = vocabulary.id_end();
  for (const AddedToken& token : stages.added_tokens) {
    stages.vocabulary_size =
        std::max(stages.vocabulary_size, static_cast<std::size_t>(token.id) + 1);
  }
  return std::make_unique<TokenizerPipeline>(std::move(stages));
}

}  // namespace assay
