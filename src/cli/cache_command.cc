#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <limits>

#include "assay/encoder.h"
#include "assay/error.h"
#include "assay/report.h"
#include "assay/store.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/output.h"

namespace assay::cli {
namespace {

constexpr std::uint64_t kSecondsPerDay = 86'400;

std::uint64_t now() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

std::string print_megabytes(std::uint64_t bytes) {
  return print_count(static_cast<double>(bytes) / 1e6) + " MB";
}

// What a call adds to the text, short: the prompt or the input type.
std::string print_conditions(const Json& conditions) {
  std::string text;
  for (const auto& [key, value] : conditions.items()) {
    const std::string shown = value.is_string() ? value.get<std::string>() : value.dump();
    if (!shown.empty()) text += (text.empty() ? "" : ", ") + key + "=" + shown;
  }
  return text.empty() ? "-" : text;
}

Json describe(const ScopeContents& entry) {
  return {{"scope", entry.id},
          {"provider", entry.scope.provider},
          {"model", entry.scope.model},
          {"revision", entry.scope.revision},
          {"dimension", entry.scope.dimension},
          {"settings", entry.scope.settings},
          {"conditions", entry.scope.conditions},
          {"vectors", entry.vectors},
          {"bytes", entry.bytes},
          {"tokens", entry.tokens},
          {"oldest", entry.oldest},
          {"newest", entry.newest}};
}

class CacheCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "cache"; }
  [[nodiscard]] std::string summary() const override {
    return "Look after the embedding store: stat, verify, prune, export";
  }
  [[nodiscard]] std::string details() const override {
    return "stat lists what is stored; verify reads and checks every vector (--repair erases what "
           "is "
           "damaged);\n"
           "prune erases the vectors of --model, those older than --days, or --all; export TARGET "
           "writes a compact\n"
           "copy of the store to a folder, or with a name in .jsonl one JSON object a vector.";
  }
  void declare(FlagSet& flags) override {
    flags.argument("ACTION", action_, "stat, verify, prune or export", true);
    flags.argument("TARGET", target_, "Of export: a folder, or a file in .jsonl", false);
    flags.text("--cache", cache_, "DIR",
               "Folder of the store (default: where remote models keep it)");
    flags.text("--model", model_, "MODEL", "Only vectors of this model");
    flags.count("--days", days_, "Prune what was stored more than N days ago");
    flags.flag("--all", all_, "Prune everything");
    flags.flag("--repair", repair_, "Erase what verify finds damaged");
    flags.flag("--json", json_, "JSON instead of a table");
  }
  [[nodiscard]] int execute() override {
    const std::filesystem::path folder =
        cache_.empty() || cache_ == "on" ? default_store_folder() : std::filesystem::path(cache_);
    std::error_code ignored;
    if (!std::filesystem::exists(folder / "vectors.mdb", ignored)) {
      throw Error(ErrorKind::kUsage, folder.string() + ": there is no embedding store");
    }
    const auto store = EmbeddingStore::open(folder);
    if (action_ == "stat") return print_stat(*store);
    if (action_ == "verify") return verify(*store);
    if (action_ == "prune") return prune(*store);
    if (action_ == "export") return export_to(*store);
    throw Error(ErrorKind::kUsage,
                "cache: unknown action '" + action_ + "': expected stat, verify, prune or export");
  }

 private:
  [[nodiscard]] bool is_wanted(const VectorScope& scope) const {
    return model_.empty() || scope.model == model_;
  }

  [[nodiscard]] int print_stat(const EmbeddingStore& store) const {
    Json list = Json::array();
    Table table;
    table.header = {"Model", "Revision", "Dim", "Vectors", "Size", "Tokens", "Conditions"};
    table.left_columns = {0, 1, 6};
    std::uint64_t vectors = 0;
    for (const ScopeContents& entry : store.contents()) {
      if (!is_wanted(entry.scope)) continue;
      vectors += entry.vectors;
      list.push_back(describe(entry));
      table.rows.push_back(
          {entry.scope.model, entry.scope.revision.substr(0, 12),
           std::to_string(entry.scope.dimension), print_count(static_cast<double>(entry.vectors)),
           print_megabytes(entry.bytes), print_count(static_cast<double>(entry.tokens)),
           print_conditions(entry.scope.conditions)});
    }
    if (json_) {
      const Json all = {{"folder", store.folder().string()},
                        {"file_bytes", store.file_bytes()},
                        {"vectors", vectors},
                        {"scopes", list}};
      print(all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
      return kExitDone;
    }
    print(print_table(table, TableStyle::kTerminal));
    print("\n" + store.folder().string() + ": " + print_count(static_cast<double>(vectors)) +
          " vectors, file of " + print_megabytes(store.file_bytes()) + "\n");
    return kExitDone;
  }

  [[nodiscard]] int verify(EmbeddingStore& store) const {
    const StoreCheck check = store.verify(repair_);
    const bool sound = check.damaged + check.invalid == 0;
    if (json_) {
      print(Json{{"vectors", check.vectors},
                 {"damaged", check.damaged},
                 {"unreachable", check.unreachable},
                 {"invalid", check.invalid},
                 {"repaired", repair_}}
                .dump(2) +
            "\n");
    } else {
      print(std::to_string(check.vectors) + " vectors are sound, " + std::to_string(check.damaged) +
            " damaged, " + std::to_string(check.invalid) + " invalid, " +
            std::to_string(check.unreachable) + " replaced" + (repair_ ? " (erased)" : "") + "\n");
    }
    return sound || repair_ ? kExitDone : kExitFailed;
  }

  [[nodiscard]] int prune(EmbeddingStore& store) const {
    if (!all_ && model_.empty() && days_ == 0) {
      throw Error(ErrorKind::kUsage, "cache prune: say what: --model MODEL, --days N or --all");
    }
    const std::uint64_t age = days_ * kSecondsPerDay;
    const std::uint64_t before =
        days_ == 0 ? std::numeric_limits<std::uint64_t>::max() : now() - std::min(now(), age);
    const auto count =
        store.prune([this](const VectorScope& scope) { return is_wanted(scope); }, before);
    print(std::to_string(count) + " vectors erased\n");
    return kExitDone;
  }

  [[nodiscard]] int export_to(const EmbeddingStore& store) const {
    if (target_.empty()) {
      throw Error(ErrorKind::kUsage, "cache export: a folder or a file in .jsonl is expected");
    }
    if (!target_.ends_with(".jsonl")) {
      store.copy_to(target_);
      return kExitDone;
    }
    std::FILE* file = std::fopen(target_.c_str(), "wb");
    if (file == nullptr) throw Error(ErrorKind::kUnavailable, target_ + ": cannot be written");
    bool good = true;
    std::vector<std::string> scopes;
    for (const ScopeContents& entry : store.contents()) {
      if (is_wanted(entry.scope)) scopes.push_back(entry.id);
    }
    store.for_each(
        [&](const std::string& scope, const std::string& key, std::span<const float> vector) {
          if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) return;
          const Json line = {{"scope", scope},
                             {"key", key},
                             {"vector", std::vector<float>(vector.begin(), vector.end())}};
          const std::string text = line.dump() + "\n";
          good = good && std::fwrite(text.data(), 1, text.size(), file) == text.size();
        });
    good = std::fclose(file) == 0 && good;
    if (!good) throw Error(ErrorKind::kUnavailable, target_ + ": writing failed");
    return kExitDone;
  }

  std::string action_;
  std::string target_;
  std::string cache_;
  std::string model_;
  std::size_t days_ = 0;
  bool all_ = false;
  bool repair_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_cache_command() { return std::make_unique<CacheCommand>(); }

}  // namespace assay::cli
