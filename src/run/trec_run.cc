#include "run/trec_run.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay {

std::string print_trec_run(std::span<const Evaluation::Ranking> rankings, std::string_view tag) {
  std::string last_column(tag);
  std::replace(last_column.begin(), last_column.end(), ' ', '_');
  std::string text;
  std::array<char, 32> score{};
  for (const Evaluation::Ranking& ranking : rankings) {
    for (std::size_t i = 0; i < ranking.documents.size(); ++i) {
      const auto& [document, value] = ranking.documents[i];
      const auto end = std::to_chars(score.data(), score.data() + score.size(), value).ptr;
      text += ranking.query_id + " Q0 " + document + " " + std::to_string(i + 1) + " ";
      text.append(score.data(), end).append(" ").append(last_column).append("\n");
    }
  }
  return text;
}

}  // namespace assay
