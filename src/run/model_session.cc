#include "run/model_session.h"

namespace assay {

ModelSession::ModelSession(const ModelPlan& plan, const ResultStore& store, RunObserver& observer)
    : plan_(plan),
      observer_(observer),
      identity_(identify_model(plan.requested, store)),
      fingerprint_(model_fingerprint(plan.requested)) {}

Model& ModelSession::model() {
  if (failure_) std::rethrow_exception(failure_);
  if (!model_) {
    try {
      model_ = plan_.open();
    } catch (...) {
      failure_ = std::current_exception();
      throw;
    }
    const ModelInfo& info = model_->info();
    identity_ = ModelIdentity{.name = info.name, .revision = info.revision};
    observer_.on_model(info);
  }
  return *model_;
}

}  // namespace assay
