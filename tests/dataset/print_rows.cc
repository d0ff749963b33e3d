// Prints the rows of a file as JSON lines, for tests that compare them with what other programs read.
#include <iostream>

#include "assay/dataset.h"
#include "assay/error.h"

int main(int argc, char** argv) {
  try {
    for (int i = 1; i < argc; ++i) {
      assay::for_each_piece_of_rows(argv[i], [](assay::RowTable& piece) {
        for (std::size_t row = 0; row < piece.rows(); ++row) {
          assay::Json object = assay::Json::object();
          for (const std::string& name : piece.column_names())
            object[name] = piece.column(name)[row];
          std::cout << object.dump() << '\n';
        }
      });
    }
  } catch (const assay::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
