#include <array>
#include <charconv>

#include "assay/task.h"

namespace assay {
namespace {

// Fields of a run file are separated by white space and cannot be quoted.
void append_field(std::string& run, std::string_view field) {
  for (const char c : field) run += c == ' ' || (c >= '\t' && c <= '\r') ? '_' : c;
}

}  // namespace

std::string to_trec_run(std::span<const Evaluation::Ranking> rankings, std::string_view tag) {
  std::string run;
  std::array<char, 32> number{};
  for (const Evaluation::Ranking& ranking : rankings) {
    std::size_t rank = 0;
    for (const auto& [document, score] : ranking.documents) {
      append_field(run, ranking.query_id);
      run += " Q0 ";
      append_field(run, document);
      run += ' ' + std::to_string(++rank) + ' ';
      const auto written = std::to_chars(number.data(), number.data() + number.size(), score);
      run.append(number.data(), written.ptr);
      run += ' ';
      append_field(run, tag);
      run += '\n';
    }
  }
  return run;
}

}  // namespace assay
