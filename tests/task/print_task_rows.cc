// Prints what a task makes of a local copy of its data set, as JSON lines, for comparison with mteb (tools/compare_recipes.py):
//   print_task_rows TASK FOLDER SPLIT SUBSET
// Rows as objects; of retrieval {"document": id, "text": ...}, {"query": id, "text": ...}, {"qrel": query, "document": id or
// null, "relevance": n}.
#include <iostream>

#include "assay/catalogue.h"
#include "assay/dataset/hub_dataset.h"
#include "assay/error.h"
#include "task/recipe/hub_rows.h"

namespace assay {
namespace {

void print(const Json& value) { std::cout << value.dump() << '\n'; }

void print_retrieval(const RetrievalData& data) {
  for (std::size_t i = 0; i < data.documents.size(); ++i) {
    print({{"document", data.document_ids[i]}, {"text", data.documents[i]}});
  }
  for (std::size_t q = 0; q < data.queries.size(); ++q) {
    print({{"query", data.query_ids[q]}, {"text", data.queries[q]}});
    for (const Judgement& judgement : data.judgements[q]) {
      const bool known = judgement.document < data.documents.size();
      print({{"qrel", data.query_ids[q]},
             {"document", known ? Json(data.document_ids[judgement.document]) : Json(nullptr)},
             {"relevance", judgement.relevance}});
    }
    if (data.candidates) {
      Json ids = Json::array();
      for (const std::uint32_t document : (*data.candidates)[q])
        ids.push_back(data.document_ids[document]);
      print({{"candidates", data.query_ids[q]}, {"documents", ids}});
    }
  }
}

void print_rows(RowTable rows) {
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    Json object = Json::object();
    for (const std::string& name : rows.column_names()) object[name] = rows.column(name)[row];
    print(object);
  }
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  using namespace assay;
  if (argc != 5) return 2;
  try {
    const auto info = find_task(argv[1]);
    if (!info) return 2;
    const std::filesystem::path folder = argv[2];
    const DatasetOpener open = [&](const std::string& repo, const std::string&) {
      return open_dataset_folder(repo.ends_with("-qrels") ? folder.string() + "-qrels"
                                                          : folder.string());
    };
    if (info->protocol == "retrieval") {
      print_retrieval(load_hub_retrieval(*info, argv[3], argv[4], open));
    } else {
      print_rows(make_hub_row_loader(*info, open)(argv[3], argv[4]));
    }
  } catch (const Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
