#pragma once

#include <string_view>

#include "assay/report.h"

namespace assay::cli {

// Of --format: table, markdown or csv.
[[nodiscard]] inline TableStyle table_style_of(std::string_view format) {
  if (format == "markdown") return TableStyle::kMarkdown;
  return format == "csv" ? TableStyle::kCsv : TableStyle::kTerminal;
}

}  // namespace assay::cli
