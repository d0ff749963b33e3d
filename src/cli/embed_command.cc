#include <algorithm>

#include "assay/encoder.h"
#include "assay/error.h"
#include "assay/report.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/embedding_file.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/output.h"
#include "cli/progress_views.h"
#include "cli/text_lines.h"

namespace assay::cli {
namespace {

class EmbedCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "embed"; }
  [[nodiscard]] std::string summary() const override { return "Turn texts into embeddings"; }
  [[nodiscard]] std::string details() const override {
    return "Reads one text a line and writes one vector a line (.jsonl) or a NumPy array of "
           "float32 (.npy).";
  }
  void declare(FlagSet& flags) override {
    flags.argument("MODEL", model_name_, "Hub id, local folder or built-in model", true);
    flags.choice("--role", role_, {"query", "document", "none"},
                 "Which prompt goes in front (default: none)");
    flags.text("--input", input_, "FILE", "Texts (default: standard input)");
    flags.text("--output", output_, "FILE",
               "FILE.npy or FILE.jsonl (default: JSON lines on standard output)");
    flags.choice("--format", format_, {"npy", "jsonl"},
                 "Instead of what the name of --output says");
    flags.flag("--json-lines", json_lines_, "Each line of the input is a JSON string");
    declare_model_flags(flags, model_);
    declare_batch_flags(flags, model_);
    flags.flag("--json", json_,
               "With --output FILE: print texts, tokens, seconds and settings as one line of JSON");
    flags.flag("--quiet", quiet_, "No progress");
  }
  [[nodiscard]] int execute() override {
    check_model_name(model_name_);
    const bool npy = wants_npy();
    const auto progress = make_progress(quiet_ ? Verbosity::kQuiet : Verbosity::kNormal);
    const InterruptGuard interrupt;
    const auto model =
        open_model(model_name_, make_model_options(model_, *progress, interrupt.token()));
    Encoder* encoder = model->as_encoder();
    if (encoder == nullptr) {
      throw Error(ErrorKind::kUsage,
                  model_name_ + " ranks documents by their words: it makes no embeddings");
    }
    const auto texts = read_texts(input_, json_lines_);
    EncodeContext context;
    context.role = role_ == "query"      ? Role::kQuery
                   : role_ == "document" ? Role::kDocument
                                         : Role::kNone;
    context.progress = progress.get();
    context.stop = interrupt.token();
    EncodeStats stats;
    const Matrix vectors = encoder->encode(texts, context, &stats);
    progress->end();
    const std::string bytes = npy ? to_npy(vectors) : to_json_lines(vectors);
    if (output_.empty() || output_ == "-") {
      print(bytes);
    } else {
      write_file_atomically(output_, bytes);
      if (json_) print(summary(stats, encoder->info()).dump() + "\n");
    }
    return kExitDone;
  }

 private:
  [[nodiscard]] static Json summary(const EncodeStats& stats, const ModelInfo& info) {
    return {{"texts", stats.texts},     {"unique_texts", stats.unique_texts},
            {"tokens", stats.tokens},   {"truncated_texts", stats.truncated_texts},
            {"seconds", stats.seconds}, {"settings", info.settings}};
  }
  [[nodiscard]] bool wants_npy() const {
    if (!format_.empty()) return format_ == "npy";
    if (output_.empty() || output_ == "-" || output_.ends_with(".jsonl")) return false;
    if (output_.ends_with(".npy")) return true;
    throw Error(ErrorKind::kUsage,
                "--output " + output_ + ": expected a name in .npy or .jsonl, or --format");
  }

  std::string model_name_;
  std::string role_ = "none";
  std::string input_;
  std::string output_;
  std::string format_;
  bool json_lines_ = false;
  bool json_ = false;
  ModelFlags model_;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> make_embed_command() { return std::make_unique<EmbedCommand>(); }

}  // namespace assay::cli
