#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <map>
#include <utility>

#include "assay/report.h"

namespace assay {
namespace {

std::string print_score(const Json& value) {
  if (value.is_null()) return "undefined";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number()) return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.5f", value.get<double>());
  return text.data();
}

// "ndcg_at_10" is {"ndcg", 10}; "nauc_map_at_100_max" is {"nauc_map_max", 100}. {name, -1} for
// others.
std::pair<std::string, long> split_cutoff(const std::string& metric) {
  const auto at = metric.find("_at_");
  if (at == std::string::npos) return {metric, -1};
  long cutoff = -1;
  const char* begin = metric.data() + at + 4;
  const auto [end, error] = std::from_chars(begin, metric.data() + metric.size(), cutoff);
  if (error != std::errc() || cutoff < 0) return {metric, -1};
  return {metric.substr(0, at) + std::string(end, metric.data() + metric.size()), cutoff};
}

// Families of metrics as rows, cut-offs as columns.
Table tabulate_cutoffs(const Json& scores) {
  std::vector<std::string> families;
  std::vector<long> cutoffs;
  std::map<std::pair<std::string, long>, std::string> cells;
  for (const auto& [metric, value] : scores.items()) {
    const auto [family, cutoff] = split_cutoff(metric);
    if (cutoff < 0) continue;
    if (std::find(families.begin(), families.end(), family) == families.end()) {
      families.push_back(family);
    }
    if (std::find(cutoffs.begin(), cutoffs.end(), cutoff) == cutoffs.end())
      cutoffs.push_back(cutoff);
    cells[{family, cutoff}] = print_score(value);
  }
  std::sort(cutoffs.begin(), cutoffs.end());
  Table table;
  table.header = {"Metric"};
  for (const long cutoff : cutoffs) table.header.push_back("@" + std::to_string(cutoff));
  for (const std::string& family : families) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(family);
    for (const long cutoff : cutoffs) {
      const auto cell = cells.find({family, cutoff});
      row.push_back(cell == cells.end() ? "" : cell->second);
    }
  }
  return table;
}

// What stands for a list: how many and, of numbers, from where to where.
std::string describe_list(const Json& list) {
  std::string text = std::to_string(list.size()) + (list.size() == 1 ? " value" : " values");
  std::vector<double> numbers;
  for (const Json& value : list) {
    if (value.is_number()) numbers.push_back(value.get<double>());
  }
  if (numbers.empty() || numbers.size() != list.size()) return "(" + text + ")";
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  return "(" + text + ", " + print_score(*low) + " to " + print_score(*high) + ")";
}

// Adds single numbers by name and lists by their size. Members of objects (levels of a clustering, og
// and changed of p-MRR) get the object's name in front.
void add_plain(const std::string& prefix, const Json& scores, Table& table) {
  for (const auto& [metric, value] : scores.items()) {
    if (split_cutoff(metric).second >= 0) continue;
    if (value.is_object()) {
      add_plain(prefix + metric + ": ", value, table);
    } else {
      table.rows.push_back(
          {prefix + metric, value.is_array() ? describe_list(value) : print_score(value)});
    }
  }
}

// A list of the scores of single experiments, one a row.
Table tabulate_experiments(const Json& scores) {
  Table table;
  const auto list = scores.find("scores_per_experiment");
  if (list == scores.end() || !list->is_array() || list->empty() || !list->front().is_object()) {
    return table;
  }
  table.header = {"Experiment"};
  for (const auto& [metric, value] : list->front().items()) table.header.push_back(metric);
  for (const Json& experiment : *list) {
    if (!experiment.is_object()) continue;
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(std::to_string(table.rows.size()));
    for (std::size_t i = 1; i < table.header.size(); ++i) {
      row.push_back(print_score(experiment.value(table.header[i], Json())));
    }
  }
  return table;
}

Table tabulate_plain(const SubsetScores& subset) {
  Table table;
  table.header = {"Metric", "Score"};
  table.rows.push_back(
      {"main_score", subset.main_score ? print_score(*subset.main_score) : "undefined"});
  Json scores = subset.scores;
  if (!tabulate_experiments(scores).rows.empty()) scores.erase("scores_per_experiment");
  add_plain("", scores, table);
  return table;
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

void print_fact(std::string& text, const std::string& name, const std::string& value) {
  if (!value.empty())
    text += name + std::string(std::max<std::size_t>(18, name.size() + 1) - name.size(), ' ') +
            value + "\n";
}

std::string print_plain(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json& member(const Json& object, const char* key) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(key);
  return found == object.end() ? kNothing : *found;
}

std::string print_run(const Json& run) {
  std::string text;
  const Json& program = member(run, "assay");
  const Json& machine = member(run, "machine");
  print_fact(text, "requested as", print_plain(member(run, "requested")));
  print_fact(text, "made by",
             "assay " + print_plain(member(program, "version")) + " (" +
                 print_plain(member(program, "commit")) + ", " +
                 print_plain(member(program, "compiler")) + ")");
  print_fact(text, "on",
             print_plain(member(machine, "processor")) + ", " +
                 print_plain(member(machine, "cores")) + " cores");
  const Json& settings = member(member(run, "model"), "settings");
  if (settings.is_object()) {
    for (const auto& [key, value] : settings.items()) print_fact(text, key, print_plain(value));
  }
  return text;
}

std::string print_evaluation(const Json& evaluation) {
  std::string text;
  const Json& encoding = member(evaluation, "encoding");
  if (const Json& tokens = member(encoding, "tokens"); tokens.is_number() && tokens != 0) {
    const Json& seconds = member(encoding, "seconds");
    std::string line = print_count(tokens.get<double>()) + " of " +
                       print_plain(member(encoding, "unique_texts")) + " different texts, " +
                       print_plain(member(encoding, "truncated_texts")) + " of them truncated";
    if (seconds.is_number() && seconds > 0) {
      line += ", " + print_count(tokens.get<double>() / seconds.get<double>()) + " a second";
    }
    print_fact(text, "tokens", line);
  }
  if (const Json& phases = member(evaluation, "phases"); phases.is_array()) {
    for (const Json& phase : phases) {
      const Json& start = member(phase, "start");
      const Json& end = member(phase, "end");
      if (!start.is_number() || !end.is_number()) continue;
      print_fact(text, print_plain(member(phase, "name")),
                 print_duration(end.get<double>() - start.get<double>()));
    }
  }
  if (const Json& facts = member(evaluation, "facts"); facts.is_object()) {
    for (const auto& [key, value] : facts.items()) print_fact(text, key, print_plain(value));
  }
  return text;
}

}  // namespace

std::string print_result(const TaskResult& result, const Json& record, TableStyle style) {
  std::string text;
  print_fact(text, "task", result.task_name);
  print_fact(text, "main score", print_percent(mean_main_score(result)) + " %");
  print_fact(text, "data revision", result.dataset_revision);
  print_fact(text, "mteb version", result.mteb_version);
  if (result.evaluation_time)
    print_fact(text, "evaluation time", print_duration(*result.evaluation_time));
  const Json& runs = member(record, "runs");
  if (runs.is_array() && !runs.empty()) text += print_run(runs.back());
  for (const auto& [split, subsets] : result.scores) {
    for (const SubsetScores& subset : subsets) {
      text += "\n" + split + " / " + subset.subset + " (" + join(subset.languages) + ")\n\n";
      text += print_table(tabulate_plain(subset), style);
      const Table cutoffs = tabulate_cutoffs(subset.scores);
      if (!cutoffs.rows.empty()) text += "\n" + print_table(cutoffs, style);
      for (const auto& [name, value] : subset.scores.items()) {
        if (!value.is_object()) continue;
        const Table nested = tabulate_cutoffs(value);
        if (!nested.rows.empty()) text += "\n" + name + ":\n\n" + print_table(nested, style);
      }
      const Table experiments = tabulate_experiments(subset.scores);
      if (!experiments.rows.empty()) text += "\n" + print_table(experiments, style);
      const Json& evaluations = member(record, "evaluations");
      if (!evaluations.is_array()) continue;
      for (const Json& evaluation : evaluations) {
        if (member(evaluation, "split") == split && member(evaluation, "subset") == subset.subset) {
          text += "\n" + print_evaluation(evaluation);
        }
      }
    }
  }
  return text;
}

}  // namespace assay
