#include "cli/measured_opening.h"

#include "assay/error.h"
#include "assay/measure.h"
#include "assay/run.h"
#include "base/parallel.h"

namespace assay::cli {
namespace {

// A remote model's time is its service's and costs money: only `assay bench` asks for it.
bool runs_here(const ModelInfo& info) {
  return info.settings.value("provider", "built-in") == "local" ||
         info.settings.value("provider", "built-in") == "built-in";
}

}  // namespace

std::unique_ptr<Model> open_and_measure(const std::string& name, const ModelOptions& options,
                                        const std::filesystem::path& output) {
  Opening opening{.requested = name};
  auto model = open_watched([&] { return open_model(name, options); }, opening);
  const ModelInfo& info = model->info();
  if (!runs_here(info)) return model;
  const auto folder = results_folder(output, info.name, info.revision);
  const unsigned threads = resolve_threads(options.threads);
  if (is_measured_already(folder, info, threads)) return model;
  options.progress->begin("measure " + info.name, 0, "");
  try {
    const MeasureOptions measure{.threads = threads, .stop = options.stop};
    store_measurement(folder, measure_briefly(*model, opening, measure));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kInterrupted) throw;
    options.progress->note("not measured: " + std::string(error.what()));
  }
  options.progress->end();
  return model;
}

}  // namespace assay::cli
