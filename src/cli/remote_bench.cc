#include "cli/remote_bench.h"

#include <memory>
#include <vector>

#include "assay/report.h"
#include "base/number_text.h"

namespace assay::cli {
namespace {

// More texts than one call takes are several calls, which the sweep over callers measures better.
std::vector<std::size_t> batches_of_one_call(PlanningModel& planning,
                                             const std::vector<std::size_t>& batches) {
  std::vector<std::size_t> kept;
  for (const std::size_t batch : batches) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < batch; ++i) texts.push_back("text " + std::to_string(i));
    const PlanTotals before = planning.totals();
    (void)planning.encode(texts, {.role = Role::kDocument});
    if (planning.totals().since(before).calls == 1) kept.push_back(batch);
  }
  if (kept.empty()) kept.push_back(1);
  return kept;
}

}  // namespace

void state_token_price(const PlanningModel& planning, const RemoteOptions& remote,
                       MeasureOptions& options) {
  options.usd_per_million_tokens = planning.dollars({.tokens = 1'000'000});
  options.price_source = "prices of " + prices_of(remote).date();
}

RemoteBench plan_remote_bench(const std::string& name, const ModelOptions& model,
                              const MeasureOptions& options) {
  ModelOptions live = model;
  live.store = ModelOptions::Store::kOff;
  const auto planning = open_planning_model(name, live);
  RemoteBench bench{.options = options, .price_date = prices_of(model.remote).date()};
  bench.options.remote_callers = model.remote.concurrency;
  bench.options.batches = batches_of_one_call(*planning, options.batches);
  state_token_price(*planning, model.remote, bench.options);
  const PlanTotals before = planning->totals();
  rehearse_remote(*planning, bench.options);
  const PlanTotals totals = planning->totals().since(before);
  bench.calls = totals.calls;
  bench.tokens = totals.tokens;
  bench.dollars = planning->dollars(totals);
  return bench;
}

std::string describe(const RemoteBench& bench) {
  std::string text = print_count(static_cast<double>(bench.calls)) + " calls, about " +
                     print_count(static_cast<double>(bench.tokens)) + " tokens, ";
  if (!bench.dollars) return text + "no price known";
  return text + "about $" + print_short(*bench.dollars) + " at prices of " + bench.price_date;
}

}  // namespace assay::cli
