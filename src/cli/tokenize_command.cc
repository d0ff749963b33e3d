#include <cstdint>

#include "assay/error.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/model_source.h"
#include "cli/output.h"
#include "cli/progress_views.h"
#include "cli/text_lines.h"
#include "tokenizer/tokenizer.h"

namespace assay::cli {
namespace {

std::string print_ids(const std::vector<std::int32_t>& ids) {
  std::string line = "[";
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i > 0) line += ", ";
    line += std::to_string(ids[i]);
  }
  return line + "]\n";
}

class TokenizeCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "tokenize"; }
  [[nodiscard]] std::string summary() const override { return "Turn texts into token ids"; }
  [[nodiscard]] std::string details() const override {
    return "Reads one text a line and writes one JSON array of ids a line, special tokens "
           "included,\n"
           "nothing truncated.";
  }
  void declare(FlagSet& flags) override {
    flags.argument("MODEL", model_, "Hub id or local folder", true);
    flags.argument("FILE", input_, "Texts (default: standard input)", false);
    flags.flag("--json-lines", json_lines_, "Each line of the input is a JSON string");
  }
  [[nodiscard]] int execute() override {
    const auto tokenizer = load_tokenizer(locate());
    std::vector<std::int32_t> ids;
    for (const std::string& text : read_texts(input_, json_lines_)) {
      ids.clear();
      (void)tokenizer->encode(text, /*max_tokens=*/0, ids);
      print(print_ids(ids));
    }
    return kExitDone;
  }

 private:
  [[nodiscard]] std::filesystem::path locate() const {
    const auto progress = make_progress(Verbosity::kNormal);
    const InterruptGuard interrupt;
    ModelOptions options;
    options.progress = progress.get();
    options.stop = interrupt.token();
    const auto folder = locate_tokenizer(model_, options);
    progress->end();
    return folder;
  }

  std::string model_;
  std::string input_;
  bool json_lines_ = false;
};

}  // namespace

std::unique_ptr<Command> make_tokenize_command() { return std::make_unique<TokenizeCommand>(); }

}  // namespace assay::cli
