#include "task/own_rows.h"

#include <array>
#include <utility>

#include "assay/error.h"
#include "task/recipe/retrieval_parts.h"

namespace assay {
namespace {

std::string names_of(const OwnData& data) {
  std::string text;
  for (const auto& [name, file] : data.files) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

const std::filesystem::path& file_of(const OwnData& data, const std::string& name) {
  const auto found = data.files.find(name);
  if (found == data.files.end()) {
    throw Error(ErrorKind::kUsage,
                data.info.name + ": no file '" + name + "'; there are: " + names_of(data));
  }
  return found->second;
}

// The column for one of `names`, in the file's own words; "" when it has none of them.
std::string column_of(const OwnData& data, const RowTable& table,
                      std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto stated = data.columns.find(name);
    const std::string own = stated == data.columns.end() ? name : stated->second;
    if (table.has_column(own)) return own;
  }
  return "";
}

const Json& need(const OwnData& data, const RowTable& table, std::size_t row,
                 std::initializer_list<const char*> names) {
  const std::string column = column_of(data, table, names);
  return table.column(column.empty() ? *names.begin()
                                     : column)[row];  // throws with the names there are
}

template <typename Use>
void each_row(const std::filesystem::path& file, const Use& use) {
  std::size_t before = 0;
  for_each_piece_of_rows(file, [&](RowTable& table) {
    for (std::size_t row = 0; row < table.rows(); ++row) {
      use(table, row, file.string() + ": row " + std::to_string(before + row + 1));
    }
    before += table.rows();
  });
}

RetrievalData read_tables(const OwnData& data) {
  RetrievalBuilder builder;
  each_row(file_of(data, "corpus"), [&](const RowTable& table, std::size_t row,
                                        const std::string& where) {
    const std::string title = column_of(data, table, {"title"});
    builder.add_document(id_text(need(data, table, row, {"_id", "id"}), where),
                         title.empty() ? "" : text_or_empty(table.column(title)[row], where),
                         text_or_empty(need(data, table, row, {"text"}), where), where);
  });
  each_row(file_of(data, "queries"),
           [&](const RowTable& table, std::size_t row, const std::string& where) {
             builder.add_query(id_text(need(data, table, row, {"_id", "id"}), where),
                               need(data, table, row, {"text"}), where);
           });
  each_row(file_of(data, "qrels"), [&](const RowTable& table, std::size_t row,
                                       const std::string& where) {
    const std::string score = column_of(data, table, {"score"});
    builder.add_judgement(id_text(need(data, table, row, {"query-id"}), where),
                          id_text(need(data, table, row, {"corpus-id"}), where),
                          score.empty() ? 1 : relevance_of(table.column(score)[row], where));
  });
  if (data.files.contains("top_ranked")) {
    each_row(data.files.at("top_ranked"),
             [&](const RowTable& table, std::size_t row, const std::string& where) {
               std::vector<std::string> documents;
               for (const Json& one : need(data, table, row, {"corpus-ids"}))
                 documents.push_back(id_text(one, where));
               builder.add_candidates(id_text(need(data, table, row, {"query-id"}), where),
                                      documents, where);
             });
  }
  return builder.finish(data.folder.string());
}

}  // namespace

RowLoader make_own_row_loader(OwnData data) {
  return [data = std::move(data)](const std::string& split, const std::string&) {
    RowTable rows = read_rows(file_of(data, split));
    const OwnTaskType* type = find_own_task_type(data.info.type);
    if (type != nullptr) fit_columns(rows, *type, data.columns);
    return rows;
  };
}

RetrievalLoader make_own_retrieval_loader(OwnData data) {
  return [data = std::move(data)](const std::string& split, const std::string&) {
    return data.files.empty() ? read_beir_folder(data.folder, split) : read_tables(data);
  };
}

}  // namespace assay
