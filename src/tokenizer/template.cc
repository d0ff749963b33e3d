#include "tokenizer/template.h"

#include "assay/error.h"
#include "tokenizer/json_fields.h"

namespace assay {
namespace {

// ["[SEP]", 102]
std::int32_t id_of_pair(const Json& post_processor, const char* key, const std::string& where) {
  const Json& pair = get_array(post_processor, key, where);
  if (pair.size() != 2 || !pair[0].is_string()) {
    throw Error(ErrorKind::kBadData, where + ": " + key + " is not a pair of token and id");
  }
  return to_token_id(pair[1], where + ": " + key);
}

void append_special_token(const Json& special_tokens, const std::string& name,
                          std::vector<std::int32_t>& ids, const std::string& where) {
  const std::string token_where = where + ": special_tokens: " + name;
  for (const Json& id :
       get_array(get_object(special_tokens, name.c_str(), where + ": special_tokens"), "ids",
                 token_where)) {
    ids.push_back(to_token_id(id, token_where));
  }
}

Template parse_template_processing(const Json& post_processor, const std::string& where) {
  Template result;
  const Json& special_tokens = get_object(post_processor, "special_tokens", where);
  bool text_seen = false;
  for (const Json& piece : get_array(post_processor, "single", where)) {
    const std::string piece_where = where + ": single";
    if (piece.is_object() && piece.contains("Sequence")) {
      if (text_seen || get_string(piece["Sequence"], "id", piece_where) != "A") {
        throw Error(ErrorKind::kNotSupported,
                    piece_where + ": not supported yet: a template with more than one sequence");
      }
      text_seen = true;
    } else {
      const std::string& name =
          get_string(get_object(piece, "SpecialToken", piece_where), "id", piece_where);
      append_special_token(special_tokens, name, text_seen ? result.closing : result.opening,
                           where);
    }
  }
  if (!text_seen) throw Error(ErrorKind::kBadData, where + ": single has no place for the text");
  return result;
}

}  // namespace

Template parse_template(const Json& post_processor, const std::string& where) {
  const std::string type = type_of(post_processor, where);
  if (type.empty()) return {};
  if (type == "TemplateProcessing") return parse_template_processing(post_processor, where);
  if (type == "BertProcessing" || type == "RobertaProcessing") {
    return {{id_of_pair(post_processor, "cls", where)}, {id_of_pair(post_processor, "sep", where)}};
  }
  throw Error(ErrorKind::kNotSupported,
              where + ": not supported yet: tokenizer post-processor " + type);
}

}  // namespace assay
