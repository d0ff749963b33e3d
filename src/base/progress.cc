#include "assay/progress.h"

namespace assay {
namespace {
class NoProgress final : public Progress {
 public:
  void begin(std::string_view, std::uint64_t, std::string_view) override {}
  void advance(std::uint64_t) override {}
  void end() override {}
  void note(std::string_view) override {}
};
}  // namespace

Progress& no_progress() {
  static NoProgress instance;
  return instance;
}

}  // namespace assay
