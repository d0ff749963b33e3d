#include "cli/measured_opening.h"

#include "assay/error.h"
#include "assay/measure.h"
#include "assay/plan.h"
#include "assay/run.h"
#include "base/parallel.h"
#include "cli/remote_bench.h"

namespace assay::cli {
namespace {

MeasureOptions token_price(const std::string& name, const ModelOptions& options) {
  MeasureOptions price;
  try {
    state_token_price(*open_planning_model(name, options), options.remote, price);
  } catch (const Error& error) {
    // Names that say nothing of the model, such as ARNs of provisioned throughput, have no price.
    if (error.kind() != ErrorKind::kUsage) throw;
  }
  return price;
}

// A remote model's time costs money: only `assay bench` asks for it. Its price is known without.
void keep_token_price(const std::string& name, const ModelOptions& options, const Model& model,
                      const std::filesystem::path& folder) {
  try {
    if (find_measurement(folder, model.info(), 0)) return;
    store_measurement(folder, describe_remote(model, name, token_price(name, options)));
  } catch (const Error& error) {
    options.progress->note("price not kept: " + std::string(error.what()));
  }
}

}  // namespace

std::unique_ptr<Model> open_and_measure(const std::string& name, const ModelOptions& options,
                                        const std::filesystem::path& output,
                                        std::optional<double> usd_per_hour) {
  Opening opening{.requested = name};
  auto model = open_watched([&] { return open_model(name, options); }, opening);
  const ModelInfo& info = model->info();
  const auto folder = results_folder(output, info.name, info.revision);
  if (is_remote_name(name)) {
    keep_token_price(name, options, *model, folder);
    return model;
  }
  const unsigned threads = resolve_threads(options.threads);
  const MeasureOptions measure{
      .threads = threads, .usd_per_hour = usd_per_hour, .stop = options.stop};
  try {
    auto measured = find_measurement(folder, info, threads);
    if (measured && !usd_per_hour) return model;
    options.progress->begin("measure " + info.name, 0, "");
    if (measured) {
      measured->price = price_of(*measured, measure);
    } else {
      measured = measure_briefly(*model, opening, measure);
    }
    store_measurement(folder, *measured);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kInterrupted) throw;
    options.progress->note("not measured: " + std::string(error.what()));
  }
  options.progress->end();
  return model;
}

}  // namespace assay::cli
