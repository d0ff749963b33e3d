#include "cli/measured_opening.h"

#include "assay/error.h"
#include "assay/measure.h"
#include "assay/plan.h"
#include "assay/run.h"
#include "base/parallel.h"

namespace assay::cli {
namespace {

// A remote model's time costs money: only `assay bench` asks for it. Its price is known without.
void keep_price(const std::string& name, const ModelOptions& options, const Model& model,
                const std::filesystem::path& folder) {
  try {
    if (find_measurement(folder, model.info(), 0)) return;
    const auto plan = open_planning_model(name, options);
    const PriceTable prices =
        options.remote.prices ? *options.remote.prices : PriceTable::built_in();
    const MeasureOptions price{.usd_per_million_tokens = plan->dollars({.tokens = 1'000'000}),
                               .price_source = "prices of " + prices.date()};
    store_measurement(folder, describe_remote(model, name, price));
  } catch (const Error& error) {
    // Names that say nothing of the model, such as ARNs of provisioned throughput, have no price.
    if (error.kind() != ErrorKind::kUsage) {
      options.progress->note("price not kept: " + std::string(error.what()));
    }
  }
}

bool runs_here(const ModelInfo& info) {
  return info.settings.value("provider", "built-in") == "local" ||
         info.settings.value("provider", "built-in") == "built-in";
}

}  // namespace

std::unique_ptr<Model> open_and_measure(const std::string& name, const ModelOptions& options,
                                        const std::filesystem::path& output,
                                        std::optional<double> usd_per_hour) {
  Opening opening{.requested = name};
  auto model = open_watched([&] { return open_model(name, options); }, opening);
  const ModelInfo& info = model->info();
  const auto folder = results_folder(output, info.name, info.revision);
  if (!runs_here(info)) {
    keep_price(name, options, *model, folder);
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
