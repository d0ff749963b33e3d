#include <algorithm>
#include <cstddef>

#include "assay/report.h"

namespace assay {
namespace {

// Code points, which is what a terminal counts for the letters in names and numbers.
std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string pad(const std::string& text, std::size_t width, bool left) {
  const std::string blanks(width - std::min(width, display_width(text)), ' ');
  return left ? text + blanks : blanks + text;
}

std::string quote_csv(const std::string& cell) {
  if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string escape_markdown(const std::string& cell) {
  std::string escaped;
  for (const char c : cell) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string print_csv(const Table& table) {
  std::string text;
  const auto print_row = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ",") + quote_csv(row[i]);
    text += "\n";
  };
  print_row(table.header);
  for (const auto& row : table.rows) print_row(row);
  return text;
}

std::vector<std::size_t> column_widths(const Table& table) {
  std::vector<std::size_t> widths;
  for (const std::string& cell : table.header) widths.push_back(display_width(cell));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  return widths;
}

bool is_left(const Table& table, std::size_t column) {
  return std::find(table.left_columns.begin(), table.left_columns.end(), column) !=
         table.left_columns.end();
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

std::string print_for_terminal(const Table& table) {
  const auto widths = column_widths(table);
  std::string text;
  const auto print_row = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += (i == 0 ? "" : "  ") + pad(row[i], widths[i], is_left(table, i));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  print_row(table.header);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    text += (i == 0 ? "" : "  ") + repeat("─", widths[i]);
  }
  text += "\n";
  for (const auto& row : table.rows) print_row(row);
  return text;
}

std::string print_markdown(Table table) {
  for (std::string& cell : table.header) cell = escape_markdown(cell);
  for (auto& row : table.rows) {
    for (std::string& cell : row) cell = escape_markdown(cell);
  }
  const auto widths = column_widths(table);
  std::string text;
  const auto print_row = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += "| " + pad(row[i], widths[i], is_left(table, i)) + " ";
    }
    text += "|\n";
  };
  print_row(table.header);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    text +=
        "| " + repeat("-", std::max<std::size_t>(widths[i], 3)) + (is_left(table, i) ? " " : ":");
  }
  text += "|\n";
  for (const auto& row : table.rows) print_row(row);
  return text;
}

}  // namespace

std::string print_table(const Table& table, TableStyle style) {
  switch (style) {
    case TableStyle::kTerminal:
      return print_for_terminal(table);
    case TableStyle::kMarkdown:
      return print_markdown(table);
    case TableStyle::kCsv:
      return print_csv(table);
  }
  return {};
}

}  // namespace assay
