#include "task/recipe/hub_retrieval.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "assay/error.h"
#include "task/recipe/derived_retrieval.h"
#include "task/recipe/retrieval_parts.h"

namespace assay {
namespace {

// The evaluated split if the configuration has it, else its only one.
std::string split_for(HubDataset& data, const std::string& config, const std::string& split) {
  const auto names = data.split_names(config);
  if (std::ranges::find(names, split) != names.end()) return split;
  if (names.size() == 1) return names.front();
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  throw Error(ErrorKind::kUsage, data.name() + ": configuration '" + config + "' has no split '" +
                                     split + "' and more than one other: " + list);
}

const Json& cell(const RowTable& table, const std::string& column, std::size_t row) {
  return table.column(column)[row];
}

const char* id_column(const RowTable& table) { return table.has_column("_id") ? "_id" : "id"; }

std::vector<std::string> id_list(const RowTable& table, const std::string& column,
                                 std::size_t row) {
  const Json& list = cell(table, column, row);
  if (!list.is_array()) {
    throw Error(ErrorKind::kBadData,
                table.place(row, column) + ": expected a list, found " + list.type_name());
  }
  std::vector<std::string> ids;
  for (const Json& one : list) ids.push_back(id_text(one, table.place(row, column)));
  return ids;
}

// Calls `use` for every row of a table.
template <typename Use>
void each_row(HubDataset& data, const std::string& config, const std::string& split,
              const Use& use) {
  data.for_each_piece(config, split, [&](RowTable& table) {
    for (std::size_t row = 0; row < table.rows(); ++row) use(table, row);
  });
}

// Candidates and changed documents have the same form: a query's id and a list of documents' ids.
template <typename Use>
void each_list(HubDataset& data, const std::string& config, const std::string& split,
               const Use& use) {
  each_row(data, config, split, [&](const RowTable& table, std::size_t row) {
    use(id_text(cell(table, "query-id", row), table.place(row, "query-id")),
        id_list(table, "corpus-ids", row), table.place(row, "corpus-ids"));
  });
}

void read_changed_documents(HubDataset& data, const std::string& config, RetrievalData& result) {
  each_list(data, config, split_for(data, config, "qrel_diff"),
            [&](std::string query, std::vector<std::string> documents, const std::string&) {
              result.changed_documents.push_back({std::move(query), std::move(documents)});
            });
}

bool wants_changed_documents(const TaskInfo& info) {
  const Json extra = info.entry.value("extra_scores", Json());
  return extra == "p_mrr" ||
         (extra.is_array() && std::find(extra.begin(), extra.end(), "p_mrr") != extra.end());
}

void read_instructions(HubDataset& data, const std::string& config, const std::string& split,
                       RetrievalBuilder& builder) {
  each_row(
      data, config, split_for(data, config, split), [&](const RowTable& table, std::size_t row) {
        const Json& text = cell(table, "instruction", row);
        std::optional<std::string> instruction;
        if (!text.is_null()) instruction = text_or_empty(text, table.place(row, "instruction"));
        builder.add_instruction(id_text(cell(table, "query-id", row), table.place(row, "query-id")),
                                std::move(instruction));
      });
}

// Names of the configurations of one subset.
struct PartNames {
  std::string qrels;
  std::string corpus;
  std::string queries;
  std::string top_ranked;
  std::string instruction;
  std::string changed;
};

PartNames standard_names(HubDataset& data, const std::string& subset) {
  const std::string prefix = subset == "default" ? "" : subset + "-";
  PartNames names{prefix + "qrels",      prefix + "corpus",      prefix + "queries",
                  prefix + "top_ranked", prefix + "instruction", prefix + "qrel_diff"};
  if (prefix.empty() && data.has_config("default")) names.qrels = "default";
  if (data.has_config("query")) names.queries = "query";
  return names;
}

RetrievalData read_standard(const TaskInfo& info, HubDataset& data, const PartNames& names,
                            const std::string& split) {
  RetrievalBuilder builder;
  each_row(data, names.corpus, split_for(data, names.corpus, split),
           [&](const RowTable& table, std::size_t row) {
             const std::string where = table.place(row, id_column(table));
             const std::string title =
                 table.has_column("title") ? text_or_empty(cell(table, "title", row), where) : "";
             builder.add_document(id_text(cell(table, id_column(table), row), where), title,
                                  text_or_empty(cell(table, "text", row), table.place(row, "text")),
                                  where);
           });
  each_row(data, names.queries, split_for(data, names.queries, split),
           [&](const RowTable& table, std::size_t row) {
             const std::string where = table.place(row, id_column(table));
             builder.add_query(id_text(cell(table, id_column(table), row), where),
                               cell(table, "text", row), where);
           });
  each_row(data, names.qrels, split_for(data, names.qrels, split),
           [&](const RowTable& table, std::size_t row) {
             builder.add_judgement(
                 id_text(cell(table, "query-id", row), table.place(row, "query-id")),
                 id_text(cell(table, "corpus-id", row), table.place(row, "corpus-id")),
                 relevance_of(cell(table, "score", row), table.place(row, "score")));
           });
  if (data.has_config(names.top_ranked)) {
    each_list(data, names.top_ranked, split_for(data, names.top_ranked, split),
              [&](const std::string& query, const std::vector<std::string>& documents,
                  const std::string& where) { builder.add_candidates(query, documents, where); });
  }
  if (data.has_config(names.instruction))
    read_instructions(data, names.instruction, split, builder);
  RetrievalData result = builder.finish(data.name() + " " + names.qrels + "/" + split);
  if (wants_changed_documents(info)) read_changed_documents(data, names.changed, result);
  return result;
}

// "tables": the entry names configuration, split and columns of the three tables.
class TablesReader {
 public:
  TablesReader(const TaskInfo& info, const Json& recipe, const std::string& split,
               const std::string& subset)
      : info_(info), recipe_(recipe), split_(split), subset_(subset) {}

  // `qrels`: where the judgements are; mostly the same data set.
  RetrievalData read(HubDataset& data, HubDataset& qrels) {
    const Json& corpus = recipe_.at("corpus");
    each(data, corpus, [&](const RowTable& table, std::size_t row) {
      const std::string where = table.place(row, column(corpus, "id"));
      const std::string title =
          corpus.contains("title") ? text_or_empty(cell(table, column(corpus, "title"), row), where)
                                   : "";
      parts_.set_document(id_text(cell(table, column(corpus, "id"), row), where), title,
                          text_or_empty(cell(table, column(corpus, "text"), row), where));
    });
    const Json& queries = recipe_.at("queries");
    each(data, queries, [&](const RowTable& table, std::size_t row) {
      // The CoIR data sets hold the queries of all splits in one table.
      if (only_test_partition() && table.has_column("partition") &&
          cell(table, "partition", row) != "test")
        return;
      parts_.set_query(
          id_text(cell(table, column(queries, "id"), row), table.place(row, column(queries, "id"))),
          cell(table, column(queries, "text"), row));
    });
    read_qrels(qrels);
    return parts_.finish(data.name() + " " + subset_ + "/" + split_);
  }

 private:
  [[nodiscard]] static std::string column(const Json& table, const char* key) {
    return table.at(key).get<std::string>();
  }

  [[nodiscard]] bool only_test_partition() const {
    return recipe_.value("note", "").find("partition == \"test\"") != std::string::npos;
  }

  [[nodiscard]] std::string fill(std::string text) const {
    const std::string stated = info_.entry.value("dataset", Json::object()).value("split", "");
    const std::string language = subset_.starts_with("eng-") ? subset_.substr(4) : subset_;
    const std::array<std::pair<std::string, std::string>, 4> marks{
        {{"{subset}", subset_},
         {"{split}", split_},
         {"{L}", language},
         {"<split in dataset>", stated}}};
    for (const auto& [mark, value] : marks) {
      for (std::size_t at = text.find(mark); at != std::string::npos;
           at = text.find(mark, at + value.size())) {
        text.replace(at, mark.size(), value);
      }
    }
    return text;
  }

  // LEMBNeedleRetrieval: the split test_256 is the rows whose context_length is 256.
  [[nodiscard]] bool is_wanted(const RowTable& table, std::size_t row) const {
    if (recipe_.value("note", "").find("context_length == N") == std::string::npos) return true;
    const Json& length = cell(table, "context_length", row);
    return length.is_number() && "test_" + std::to_string(length.get<std::int64_t>()) == split_;
  }

  template <typename Use>
  void each(HubDataset& data, const Json& table, const Use& use) const {
    const Json config = table.value("config", Json());
    const std::string name = config.is_string()
                                 ? fill(config.get<std::string>())
                                 : info_.entry.value("dataset", Json::object()).value("name", "");
    each_row(data, name, fill(table.at("split").get<std::string>()),
             [&](const RowTable& rows, std::size_t row) {
               if (is_wanted(rows, row)) use(rows, row);
             });
  }

  void read_qrels(HubDataset& data) {
    const Json& qrels = recipe_.at("qrels");
    const bool last_only = recipe_.value("qrels_mode", "") == "last_row_per_query_wins";
    each(data, qrels, [&](const RowTable& table, std::size_t row) {
      const std::string query =
          id_text(cell(table, column(qrels, "qid"), row), table.place(row, column(qrels, "qid")));
      const Json& score = qrels.at("score");
      if (last_only) parts_.clear_judgements(query);
      parts_.set_judgement(
          query,
          id_text(cell(table, column(qrels, "did"), row), table.place(row, column(qrels, "did"))),
          score.is_number() ? score.get<std::int32_t>()
                            : relevance_of(cell(table, score.get<std::string>(), row),
                                           table.place(row, score.get<std::string>())));
    });
  }

  const TaskInfo& info_;
  const Json& recipe_;
  const std::string& split_;
  const std::string& subset_;
  RetrievalParts parts_;
};

RetrievalData read_tables(const TaskInfo& info, const Json& recipe, HubDataset& data,
                          const std::string& split, const std::string& subset,
                          const DatasetOpener& open) {
  const std::string note = recipe.value("note", "");
  // mFollowIR: the layout of mteb 2 with "-<language>" behind the names instead of the subset in front.
  if (note.find("instruction-L") != std::string::npos) {
    const std::string language = "-" + (subset.starts_with("eng-") ? subset.substr(4) : subset);
    const PartNames names{"default" + language,     "corpus" + language,
                          "queries" + language,     "top_ranked" + language,
                          "instruction" + language, "qrel_diff" + language};
    return read_standard(info, data, names, split);
  }
  TablesReader reader(info, recipe, split, subset);
  if (note.find("second dataset: path + \"-qrels\"") == std::string::npos)
    return reader.read(data, data);
  const auto qrels = open(info.dataset_path + "-qrels", "main");
  return reader.read(data, *qrels);
}

struct BrightNames {
  std::string corpus_config;
  std::string gold;
  std::string domain;
};

RetrievalData read_bright(HubDataset& data, const BrightNames& names, bool with_exclusions) {
  RetrievalParts parts;
  std::vector<std::string> documents;
  each_row(data, names.corpus_config, names.domain, [&](const RowTable& table, std::size_t row) {
    documents.push_back(id_text(cell(table, "id", row), table.place(row, "id")));
    parts.set_document(documents.back(), "",
                       text_or_empty(cell(table, "content", row), table.place(row, "content")));
  });
  std::vector<std::pair<std::string, std::vector<std::string>>> excluded;
  bool any = false;
  each_row(data, "examples", names.domain, [&](const RowTable& table, std::size_t row) {
    const std::string query = id_text(cell(table, "id", row), table.place(row, "id"));
    parts.set_query(query, cell(table, "query", row));
    for (const std::string& document : id_list(table, names.gold, row))
      parts.set_judgement(query, document, 1);
    excluded.emplace_back(query, std::vector<std::string>{});
    if (table.has_column("excluded_ids") && !cell(table, "excluded_ids", row).is_null()) {
      auto ids = id_list(table, "excluded_ids", row);
      if (ids != std::vector<std::string>{"N/A"}) excluded.back().second = std::move(ids);
    }
    any = any || !excluded.back().second.empty();
  });
  for (auto& entry : excluded) {
    if (!any || !with_exclusions) break;
    std::vector<std::string>& without = entry.second;
    std::ranges::sort(without);
    std::vector<std::string> candidates;
    std::ranges::copy_if(documents, std::back_inserter(candidates),
                         [&](const std::string& document) {
                           return !std::ranges::binary_search(without, document);
                         });
    parts.set_candidates(entry.first, std::move(candidates));
  }
  return parts.finish(data.name() + " " + names.domain);
}

RetrievalData read_recipe(const TaskInfo& info, const Json& recipe, HubDataset& data,
                          const std::string& split, const std::string& subset,
                          const DatasetOpener& open) {
  const std::string kind = recipe.value("kind", "");
  if (kind == "tables") return read_tables(info, recipe, data, split, subset, open);
  if (kind == "bright") {
    return read_bright(
        data,
        {recipe.at("corpus_config").get<std::string>(), recipe.at("gold").get<std::string>(),
         recipe.at("domain").get<std::string>()},
        true);
  }
  if (kind == "bright_v1") {
    const bool is_long = split == "long";
    return read_bright(
        data,
        {is_long ? "long_documents" : "documents", is_long ? "gold_ids_long" : "gold_ids", subset},
        false);
  }
  RetrievalParts parts;
  recipe::find_derivation(info.name)({data, info, split, subset}, parts);
  return parts.finish(data.name() + " " + subset + "/" + split);
}

}  // namespace

RetrievalData load_hub_retrieval(const TaskInfo& info, const std::string& split,
                                 const std::string& subset, const DatasetOpener& open) {
  if (const auto reason = unsupported_retrieval(info)) {
    throw Error(ErrorKind::kNotSupported, info.name + ": not supported yet: " + *reason);
  }
  const auto data = open(info.dataset_path, info.dataset_revision);
  const Json recipe = info.entry.value("data", Json::object()).value("retrieval", Json());
  RetrievalData result = recipe.is_object()
                             ? read_recipe(info, recipe, *data, split, subset, open)
                             : read_standard(info, *data, standard_names(*data, subset), split);
  result.facts["hub"] = {{"repository", data->name()}, {"revision", info.dataset_revision}};
  return result;
}

std::optional<std::string> unsupported_retrieval(const TaskInfo& info) {
  const Json recipe = info.entry.value("data", Json::object()).value("retrieval", Json());
  if (!recipe.is_object()) return std::nullopt;
  const std::string kind = recipe.value("kind", "");
  if (kind == "tables" || kind == "bright" || kind == "bright_v1") return std::nullopt;
  if (kind == "derived" && recipe::find_derivation(info.name) != nullptr) return std::nullopt;
  return "retrieval data made in a way of its own (" + recipe.value("note", kind) + ")";
}

}  // namespace assay
