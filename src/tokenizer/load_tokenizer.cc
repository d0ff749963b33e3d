#include <filesystem>
#include <optional>
#include <set>

#include "assay/error.h"
#include "base/file.h"
#include "base/utf8.h"
#include "tokenizer/build_tokenizer.h"
#include "tokenizer/json_fields.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/vocab_txt.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Loads `folder`/tokenizer_config.json; an empty object when it is not there.
Json read_config(const fs::path& folder) {
  const fs::path path = folder / "tokenizer_config.json";
  if (!fs::exists(path)) return Json::object();
  return parse_tokenizer_file(read_file(path), path.string()).settings;
}

bool is_bert_class(const Json& config, const std::string& where) {
  static const std::set<std::string> kClasses = {"BertTokenizer",       "BertTokenizerFast",
                                                 "DistilBertTokenizer", "DistilBertTokenizerFast",
                                                 "MPNetTokenizer",      "MPNetTokenizerFast"};
  return config.contains("tokenizer_class") && config["tokenizer_class"].is_string() &&
         kClasses.contains(get_string(config, "tokenizer_class", where));
}

// The tokenizer classes of `transformers` for BERT rebuild the normaliser from
// tokenizer_config.json and its defaults, whatever tokenizer.json says (releases 4 and 5;
// BAAI/bge-small-zh-v1.5 is a model where the two differ). Where that file names no such class,
// what it says itself counts.
void override_normalizer(Json& normalizer, const Json& config, const std::string& where) {
  if (!normalizer.is_object() || !normalizer.contains("type") ||
      normalizer["type"] != "BertNormalizer")
    return;
  const bool with_defaults = is_bert_class(config, where);
  const auto copy = [&](const char* from, const char* to, const Json& default_value) {
    if (config.contains(from)) {
      normalizer[to] = config[from];
    } else if (with_defaults) {
      normalizer[to] = default_value;
    }
  };
  copy("do_lower_case", "lowercase", true);
  copy("tokenize_chinese_chars", "handle_chinese_chars", true);
  copy("strip_accents", "strip_accents", nullptr);
}

// sentence-transformers (5.4 and later) puts the normaliser "Lowercase" in front of the model's
// own. In front of a BertNormalizer that gives, code point for code point, what the latter gives
// when it lower-cases itself and treats accents as before.
void add_lower_case(Json& normalizer) {
  if (normalizer.is_null()) {
    normalizer = {
        {"type", "BertNormalizer"}, {"clean_text", false}, {"handle_chinese_chars", false}};
  }
  if (!normalizer.is_object() || normalizer.value("type", Json()) != "BertNormalizer") return;
  const auto strips = normalizer.find("strip_accents");
  if (strips == normalizer.end() || strips->is_null()) {
    const auto lowers = normalizer.find("lowercase");
    normalizer["strip_accents"] = lowers == normalizer.end() ? Json(false) : Json(*lowers);
  }
  normalizer["lowercase"] = true;
}

}  // namespace

std::unique_ptr<Tokenizer> load_tokenizer_from_json(std::string_view json,
                                                    const std::string& where) {
  return build_tokenizer(parse_tokenizer_file(json, where));
}

std::unique_ptr<Tokenizer> load_tokenizer(const fs::path& folder, const TokenizerOptions& options) {
  const Json config = read_config(folder);
  const std::string config_where = (folder / "tokenizer_config.json").string();
  std::optional<TokenizerFile> file;
  if (const fs::path path = folder / "tokenizer.json"; fs::exists(path)) {
    file = parse_tokenizer_file(read_file(path), path.string());
    if (file->settings.contains("normalizer"))
      override_normalizer(file->settings["normalizer"], config, config_where);
  } else if (const fs::path vocabulary = folder / "vocab.txt"; fs::exists(vocabulary)) {
    file = tokenizer_file_from_vocab_txt(read_file(vocabulary), vocabulary.string(), config,
                                         config_where);
  } else {
    throw Error(ErrorKind::kUnavailable,
                folder.string() + ": neither tokenizer.json nor vocab.txt is there");
  }
  if (options.lower_case) add_lower_case(file->settings["normalizer"]);
  return build_tokenizer(*std::move(file));
}

}  // namespace assay
