#pragma once

#include <vector>

#include "assay/run.h"
#include "run/model_session.h"
#include "run/result_store.h"

namespace assay {

// One model on an aggregate: its members first, each like any other task (stored results are taken,
// new ones stored), then the aggregate itself from their results. The outcomes of the members come
// before that of the aggregate, which fails when a member does; an interrupted member ends it all.
// A stored aggregate is made anew when a member was evaluated now. REQUIRES: !plan.members.empty().
[[nodiscard]] std::vector<RunOutcome> run_aggregate(ModelSession& session, const TaskPlan& plan,
                                                    const ResultStore& store,
                                                    const RunOptions& options,
                                                    RunObserver& observer);

}  // namespace assay
